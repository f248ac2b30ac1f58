// A minimal controller on controller-runtime, to compare Outrigger with: it converts every Deployment that no policy
// has converted, with a patch that only lacks the name, and decides nothing.
package main

import (
	"bytes"
	"context"
	"os"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

const (
	policy      = "outrigger.dev/policy"
	placeholder = "DEPLOYMENT"
	workers     = 8
)

type converter struct {
	client.Client
	namespace string
	patch     []byte
}

func (c *converter) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	var deployment appsv1.Deployment
	if err := c.Get(ctx, request.NamespacedName, &deployment); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if request.Namespace != c.namespace || deployment.Annotations[policy] != "" {
		return ctrl.Result{}, nil
	}
	patch := bytes.ReplaceAll(c.patch, []byte(placeholder), []byte(request.Name))
	return ctrl.Result{}, c.Patch(ctx, &deployment, client.RawPatch(types.JSONPatchType, patch), client.FieldOwner("outrigger"))
}

// Arguments: the namespace, and a file with the JSON Patch, in which DEPLOYMENT stands for the name.
func main() {
	ctrl.SetLogger(zap.New())
	if err := run(os.Args[1], os.Args[2]); err != nil {
		log.Log.Error(err, "ended")
		os.Exit(1)
	}
}

func run(namespace, file string) error {
	patch, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	config, err := ctrl.GetConfig()
	if err != nil {
		return err
	}
	config.UserAgent = "minimal-controller"
	config.QPS = -1
	manager, err := ctrl.NewManager(config, ctrl.Options{Metrics: server.Options{BindAddress: "0"}})
	if err != nil {
		return err
	}
	err = ctrl.NewControllerManagedBy(manager).
		For(&appsv1.Deployment{}).
		WithOptions(controller.Options{MaxConcurrentReconciles: workers}).
		Complete(&converter{Client: manager.GetClient(), namespace: namespace, patch: patch})
	if err != nil {
		return err
	}
	return manager.Start(ctrl.SetupSignalHandler())
}
