#!/bin/sh
# The first process in the namespaces of a node. It prepares them so that nothing done inside stays on the machine, says
# its process id as seen from outside, and waits for the end of its input. That comes when the process at the other end
# is gone, however it went; then this one ends, and the kernel takes every process, mount and network link in here along.
# Waiting in the shell also buries the orphans that containerd's shims leave to the first process.
set -eu
directory=$1
read -r pid _ </proc/self/stat
mount -t proc proc /proc
cd "$directory"

# The node's own files: in memory, so that nothing is written to the disk and nothing has to be cleared away.
mount -t tmpfs -o mode=755 tmpfs node
mkdir node/upper node/work node/sysctl node/pods

# The kubelet and its companions write to fixed paths under /var and /run. They write to a copy.
mount -t overlay -o "lowerdir=/var,upperdir=$directory/node/upper,workdir=$directory/node/work" overlay /var
mount -t tmpfs -o mode=755 tmpfs /run
# A state directory under /var is still the real one.
mount --rbind . "$directory"

# The kubelet sets these for the whole machine unless it finds them set.
pretend() {
  echo "$2" >"node/sysctl/${1##*/}"
  mount --bind "node/sysctl/${1##*/}" "/proc/sys/$1"
}
pretend vm/overcommit_memory 1
pretend vm/panic_on_oom 0
pretend kernel/panic 10
pretend kernel/panic_on_oops 1
pretend kernel/keys/root_maxkeys 1000000
pretend kernel/keys/root_maxbytes 25000000

ip link set lo up
shift
for address in "$@"; do ip address add "$address/32" dev lo; done

echo "$pid"
cat >/dev/null
