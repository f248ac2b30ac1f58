package main

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

// A server must not outlive the process that started it (OUTRIGGER_TIED_TO). Nothing here tells of a parent's death
// as Linux does, so it is looked for every second. Each server leads a process group of its own.
func init() {
	if parent, err := strconv.Atoi(os.Getenv("OUTRIGGER_TIED_TO")); err == nil {
		go endGroupAfter(parent)
	}
}

func endGroupAfter(parent int) {
	for os.Getppid() == parent {
		time.Sleep(time.Second)
	}
	_ = syscall.Kill(0, syscall.SIGKILL)
}

// runTied runs another program, one that does not tie itself, in this process group.
func runTied(command []string) {
	child := exec.Command(command[0], command[1:]...)
	child.Stdout, child.Stderr = os.Stdout, os.Stderr
	if err := child.Run(); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", command[0], err)
		os.Exit(1)
	}
}
