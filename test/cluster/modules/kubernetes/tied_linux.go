package main

import (
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// A server must not outlive the process that started it (OUTRIGGER_TIED_TO), not even when that one is killed.
// The parent may have died before the kernel was asked to tell; then it is no longer the parent.
func init() {
	parent, err := strconv.Atoi(os.Getenv("OUTRIGGER_TIED_TO"))
	if err != nil {
		return
	}
	err = unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0)
	if err != nil || os.Getppid() != parent {
		os.Exit(1)
	}
}

// runTied becomes another program, one that does not tie itself; the kernel keeps the tie across exec.
func runTied(command []string) {
	err := unix.Exec(command[0], command, os.Environ())
	fmt.Fprintf(os.Stderr, "%s: %v\n", command[0], err)
	os.Exit(1)
}
