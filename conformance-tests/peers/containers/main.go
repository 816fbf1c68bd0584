// Command containers runs a frontend in BuildKit's own client, against the daemon whose socket is
// its argument: it makes a container, runs processes in it, and reads its files.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/moby/buildkit/client"
	"github.com/moby/buildkit/client/llb"
	gateway "github.com/moby/buildkit/frontend/gateway/client"
	gatewaypb "github.com/moby/buildkit/frontend/gateway/pb"
	"github.com/moby/buildkit/solver/pb"
)

// output keeps what a process writes.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (*output) Close() error { return nil }

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

func (o *output) has(text string) bool { return strings.Contains(o.String(), text) }

func main() {
	ctx := context.Background()
	c, err := client.New(ctx, os.Args[1])
	check(err)
	_, err = c.Build(ctx, client.SolveOpt{}, "", build, nil)
	check(err)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "ERROR", err)
		os.Exit(1)
	}
}

func build(ctx context.Context, c gateway.Client) (*gateway.Result, error) {
	busybox, err := os.ReadFile("/bin/busybox")
	if err != nil {
		return nil, err
	}
	root := llb.Scratch().
		File(llb.Mkdir("/bin", 0o755)).
		File(llb.Mkfile("/bin/sh", 0o755, busybox)).
		File(llb.Mkdir("/tmp", 0o777))
	def, err := root.Marshal(ctx)
	if err != nil {
		return nil, err
	}
	res, err := c.Solve(ctx, gateway.SolveRequest{Definition: def.ToPB()})
	if err != nil {
		return nil, err
	}
	ref, err := res.SingleRef()
	if err != nil {
		return nil, err
	}
	failed, err := newContainer(ctx, c, ref)
	if err != nil {
		return nil, err
	}
	defer failed.Release(ctx)
	var said, complaint output
	failure, err := failed.Start(ctx, gateway.StartRequest{
		Args:   []string{"sh", "-c", "hostname; cat /etc/hosts | grep harbour; echo $A; echo bad >&2; exit 7"},
		Env:    []string{"A=b"},
		Stdout: &said, Stderr: &complaint,
	})
	if err != nil {
		return nil, err
	}
	var exit *gatewaypb.ExitError
	err = failure.Wait()
	fmt.Printf("failure: %q %q exit %v\n", said.String(), complaint.String(), errors.As(err, &exit) && exit.ExitCode == 7)

	// In BuildKit, all processes of a container end as soon as one fails: the others have one of their own.
	ctr, err := newContainer(ctx, c, ref)
	if err != nil {
		return nil, err
	}
	defer ctr.Release(ctx)

	in, feed := io.Pipe()
	first, err := ctr.Start(ctx, gateway.StartRequest{Args: []string{"sh", "-c", "cat > /tmp/in"}, Stdin: in})
	if err != nil {
		return nil, err
	}
	// Without more to come, the terminal would end in BuildKit.
	keys, typing := io.Pipe()
	defer typing.Close()
	var screen output
	tty, err := ctr.Start(ctx, gateway.StartRequest{
		Args: []string{"sh", "-c", "trap 'echo got; exit 0' HUP; until [ \"$(stty size)\" = '44 111' ]; do sleep 0.01; done; echo sized; while :; do sleep 0.01; done"},
		Tty:  true, Stdin: keys, Stdout: &screen,
	})
	if err != nil {
		return nil, err
	}
	// A size that comes before there is a terminal is lost in BuildKit.
	for !screen.has("sized") {
		if err := tty.Resize(ctx, gateway.WinSize{Rows: 44, Cols: 111}); err != nil {
			return nil, err
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := tty.Signal(ctx, syscall.SIGHUP); err != nil {
		return nil, err
	}
	err = tty.Wait()
	fmt.Printf("tty: %v %v\n", screen.has("got"), err)

	fmt.Fprint(feed, "fed")
	feed.Close()
	fmt.Printf("first: %v\n", first.Wait())
	data, err := ctr.ReadFile(ctx, gateway.ReadContainerRequest{ReadRequest: gateway.ReadRequest{Filename: "/tmp/in"}})
	if err != nil {
		return nil, err
	}
	entries, err := ctr.ReadDir(ctx, gateway.ReadDirContainerRequest{ReadDirRequest: gateway.ReadDirRequest{Path: "/tmp"}})
	if err != nil {
		return nil, err
	}
	stat, err := ctr.StatFile(ctx, gateway.StatContainerRequest{StatRequest: gateway.StatRequest{Path: "/tmp/in"}})
	if err != nil {
		return nil, err
	}
	fmt.Printf("files: %q %d %s %d\n", data, len(entries), stat.Path, stat.Size)
	return res, nil
}

func newContainer(ctx context.Context, c gateway.Client, root gateway.Reference) (gateway.Container, error) {
	return c.NewContainer(ctx, gateway.NewContainerRequest{
		Hostname:   "ship",
		ExtraHosts: []*pb.HostIP{{Host: "harbour", IP: "10.1.2.3"}},
		Mounts: []gateway.Mount{
			{Dest: "/", MountType: pb.MountType_BIND, Ref: root},
			{Dest: "/memory", MountType: pb.MountType_TMPFS},
		},
	})
}
