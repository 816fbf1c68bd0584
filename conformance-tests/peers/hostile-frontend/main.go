// A frontend that does what a frontend must not, for tests of sandboxes. Its first argument says what.
package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	gateway "github.com/moby/buildkit/frontend/gateway/pb"
	"github.com/moby/buildkit/solver/pb"
	digest "github.com/opencontainers/go-digest"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
)

func main() {
	switch os.Args[1] {
	case "fork-bomb":
		forkBomb()
	case "endless-log":
		endless(os.Stderr)
	case "endless-output":
		endless(os.Stdout)
	case "huge-graph":
		hugeGraph()
	case "huge-message":
		hugeMessage()
	case "huge-input":
		hugeInput()
	case "read-host":
		readHost()
	case "open-sockets":
		openSockets()
	case "return-dial":
		returnDial(os.Args[2])
	case "eat-memory":
		eatMemory()
	case "fill-disk":
		fillDisk()
	case "ignore-cancel":
		ignoreCancel()
	case "hang":
		time.Sleep(time.Hour)
	}
}

func say(format string, values ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", values...)
}

func forkBomb() {
	say("forking")
	for {
		child := exec.Command("/proc/self/exe", os.Args[1:]...)
		if err := child.Start(); err != nil {
			time.Sleep(time.Millisecond)
		}
	}
}

func endless(out *os.File) {
	noise := bytes.Repeat([]byte("all work and no play makes a dull frontend\n"), 1000)
	for {
		out.Write(noise)
	}
}

// stdio is the connection with the host.
type stdio struct{}

func (stdio) Read(b []byte) (int, error)       { return os.Stdin.Read(b) }
func (stdio) Write(b []byte) (int, error)      { return os.Stdout.Write(b) }
func (stdio) Close() error                     { return nil }
func (stdio) LocalAddr() net.Addr              { return &net.UnixAddr{} }
func (stdio) RemoteAddr() net.Addr             { return &net.UnixAddr{} }
func (stdio) SetDeadline(time.Time) error      { return nil }
func (stdio) SetReadDeadline(time.Time) error  { return nil }
func (stdio) SetWriteDeadline(time.Time) error { return nil }

func client() gateway.LLBBridgeClient {
	connection, err := grpc.NewClient("passthrough:///stdio",
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(context.Context, string) (net.Conn, error) { return stdio{}, nil }),
		grpc.WithDefaultCallOptions(grpc.MaxCallSendMsgSize(1<<30)))
	if err != nil {
		panic(err)
	}
	return gateway.NewLLBBridgeClient(connection)
}

// definition has many operations, none of which needs another.
func definition(count, from int) *pb.Definition {
	result := &pb.Definition{}
	last := []byte{}
	for i := range count {
		op := &pb.Op{Op: &pb.Op_Source{Source: &pb.SourceOp{Identifier: fmt.Sprintf("local://%d", from+i)}}}
		last, _ = op.Marshal()
		result.Def = append(result.Def, last)
	}
	head := &pb.Op{Inputs: []*pb.Input{{Digest: string(digest.FromBytes(last))}}}
	bytes, _ := head.Marshal()
	result.Def = append(result.Def, bytes)
	return result
}

func hugeGraph() {
	bridge := client()
	for from := 0; from < 1_000_000; from += 100_000 {
		_, err := bridge.Solve(context.Background(), &gateway.SolveRequest{
			Definition: definition(100_000, from), AllowResultReturn: true, AllowResultArrayRef: true})
		if err != nil {
			say("after %d vertices: %v", from, err)
			os.Exit(1)
		}
	}
	say("all were taken")
}

func hugeMessage() {
	_, err := client().Solve(context.Background(), &gateway.SolveRequest{
		Frontend: "dockerfile.v0", FrontendOpt: map[string]string{"noise": string(bytes.Repeat([]byte("x"), 200<<20))}})
	say("200 MB: %v", err)
	os.Exit(1)
}

// hugeInput sends a message that is too large in a stream of which the first message was not.
func hugeInput() {
	stream, err := client().ExecProcess(context.Background())
	if err != nil {
		say("no stream: %v", err)
		os.Exit(1)
	}
	stream.Send(&gateway.ExecMessage{ProcessID: "nothing is asked of it"})
	stream.Send(&gateway.ExecMessage{ProcessID: "none", Input: &gateway.ExecMessage_File{
		File: &gateway.FdMessage{Data: bytes.Repeat([]byte("x"), 200<<20)}}})
	_, err = stream.Recv()
	say("200 MB: %v", err)
	os.Exit(1)
}

// returnDial is no harm: it returns the error of a connection that it needs, as a frontend should.
func returnDial(address string) {
	_, err := net.Dial("tcp", address)
	client().Return(context.Background(), &gateway.ReturnRequest{Error: status.Convert(err).Proto()})
}

func attempt(what string, try func() error) {
	if err := try(); err != nil {
		say("contained: %s: %v", what, err)
	} else {
		say("ESCAPED: %s", what)
	}
}

func readHost() {
	for _, path := range os.Args[2:] {
		attempt("read "+path, func() error { _, err := os.ReadFile(path); return err })
		attempt("read it by /proc/1/root", func() error { _, err := os.ReadFile("/proc/1/root" + path); return err })
	}
	attempt("make a disk's device", func() error { return syscall.Mknod("/disk", syscall.S_IFBLK|0600, 8<<8) })
	attempt("mount", func() error { return syscall.Mount("none", "/proc", "tmpfs", 0, "") })
	attempt("change root", func() error { return syscall.Chroot("/bin") })
	attempt("make a namespace", func() error { return syscall.Unshare(syscall.CLONE_NEWUSER) })
	attempt("write the kernel's settings", func() error {
		return os.WriteFile("/proc/sys/kernel/core_pattern", []byte("|/bin/hostile-frontend"), 0)
	})
	attempt("open the kernel's log", func() error { _, err := os.ReadFile("/dev/kmsg"); return err })
	attempt("write a control group", func() error { return os.Mkdir("/sys/fs/cgroup/memory/mine", 0755) })
	os.Exit(1)
}

func openSockets() {
	for _, address := range os.Args[2:] {
		attempt("dial "+address, func() error {
			_, err := net.DialTimeout("tcp", address, time.Second)
			return err
		})
	}
	attempt("dial 192.0.2.1:80", func() error {
		_, err := net.DialTimeout("tcp", "192.0.2.1:80", time.Second)
		return err
	})
	attempt("open a raw socket", func() error {
		_, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_RAW, syscall.IPPROTO_ICMP)
		return err
	})
	os.Exit(1)
}

func eatMemory() {
	var kept [][]byte
	for {
		kept = append(kept, bytes.Repeat([]byte{1}, 1<<20))
	}
}

func fillDisk() {
	file, err := os.Create("/noise")
	for err == nil {
		_, err = file.Write(make([]byte, 1<<20))
	}
	say("%v", err)
	os.Exit(1)
}

func ignoreCancel() {
	signal.Ignore(syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP, syscall.SIGPIPE)
	say("deaf")
	// A call that is answered now and then lets the time limit wait.
	time.Sleep(time.Hour)
}
