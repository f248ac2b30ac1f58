package main

import (
	"context"

	"github.com/spf13/cobra"
	"k8s.io/kubernetes/cmd/kubelet/app"
)

func init() {
	servers["kubelet"] = func() *cobra.Command { return app.NewKubeletCommand(context.Background()) }
}
