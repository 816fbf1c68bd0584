// Command llbgraphs prints, for named graphs that cover each op, source and option of LLB, what BuildKit's
// own client/llb marshals: the oracle for the graphs of the same names in ClientLlbGraphs.java.
//
//	go run . > ../../resources/dev/bowsprit/llb/client-llb-graphs.json
//
// A go.mod with github.com/moby/buildkit v0.33.1 is needed; see README.md here.
package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net"
	"os"
	"sort"
	"time"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/llbbuild"
	"github.com/moby/buildkit/solver/pb"
	"github.com/moby/buildkit/util/apicaps"
	digest "github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

type op struct {
	Raw       string   `json:"raw"`
	Caps      []string `json:"caps"`
	Metadata  string   `json:"metadata"` // JSON, without caps
	Locations []string `json:"locations,omitempty"`
}

type graph struct {
	Name string `json:"name"`
	Ops  []op   `json:"ops"`
}

const dgst = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

func arm() llb.ConstraintsOpt {
	return llb.Platform(ocispecs.Platform{OS: "linux", Architecture: "arm", Variant: "v7"})
}

func graphs() map[string]llb.State {
	g := map[string]llb.State{}
	alpine := llb.Image("alpine")
	busybox := llb.Image("busybox:1.36")
	ctx := llb.Local("context", llb.SessionID("s"))
	epoch := time.Unix(1700000000, 123456789)
	ptr := func(s string) *string { return &s }

	g["image-options"] = llb.Image("example.com/a/b:1@"+dgst, llb.ResolveModeForcePull, llb.MarkImageInternal,
		llb.WithLayerLimit(3), llb.WithImageChecksum(digest.Digest(dgst)), arm(), llb.Require("worker=gpu", "x"),
		llb.WithCustomName("from"), llb.IgnoreCache)
	g["image-prefer-local"] = llb.Image("ubuntu", llb.ResolveModePreferLocal, llb.WithExportCache())
	g["oci-layout"] = llb.OCILayout("store@"+dgst, llb.OCIStore("s", "store"), llb.OCILayerLimit(2),
		llb.Platform(ocispecs.Platform{OS: "windows", Architecture: "amd64", OSVersion: "10.0.1", OSFeatures: []string{"win32k"}}))
	g["local-options"] = llb.Local("src", llb.SessionID("sess"), llb.IncludePatterns([]string{"a/*", "b<c>"}),
		llb.ExcludePatterns([]string{"!x", "y&z"}), llb.FollowPaths([]string{"p", "ü\u2028"}), llb.SharedKeyHint("hint"),
		llb.Differ(llb.DiffMetadata, true), llb.MetadataOnlyTransfer([]string{"keep"}))
	g["local-differ-none"] = llb.Local("src", llb.SessionID("sess"), llb.Differ(llb.DiffNone, false))
	g["local-unique"] = llb.Local("src")
	g["git-plain"] = llb.Git("https://github.com/moby/buildkit.git", "")
	g["git-fragment"] = llb.Git("https://github.com/moby/buildkit.git", "v0.33.1:client/../client/llb")
	g["git-no-scheme"] = llb.Git("github.com/moby/buildkit.git", "main")
	g["git-scp"] = llb.Git("git@git.invalid:moby/buildkit.git", "main", llb.KnownSSHHosts("git.invalid ssh-rsa AAAA"),
		llb.KnownSSHHosts("other ssh-rsa BBBB\n"), llb.MountSSHSock("agent"))
	g["git-ssh"] = llb.Git("ssh://git@git.invalid:2222/moby/buildkit.git", "", llb.KnownSSHHosts("k"))
	g["git-options"] = llb.Git("https://example.com/r", "", llb.GitRef("refs/heads/x"), llb.GitSubDir("sub"), llb.KeepGitDir(),
		llb.AuthTokenSecret("tok"), llb.AuthHeaderSecret("hdr"), llb.GitChecksum("abcdef"), llb.GitSkipSubmodules(),
		llb.GitMTimeCommit(), llb.GitAdvice(true), llb.GitFetchByCommit())
	g["git-bundle"] = llb.Git("https://example.com/r", "x", llb.GitChecksum("abcdef"),
		llb.GitBundleURL("oci-layout+blob://store@"+dgst, llb.GitBundleOCIStore("s", "st")), llb.GitCheckoutBundle())
	g["git-user"] = llb.Git("https://user:pw@example.com/a//b/../c.git", "")
	g["http-options"] = llb.HTTP("https://example.com/f?x=1", llb.Checksum(digest.Digest(dgst)), llb.Filename("f"), llb.Chmod(0755),
		llb.Chown(5, 6), llb.AuthHeaderSecret("hdr"), llb.Header(llb.HTTPHeader{Accept: "a/b", UserAgent: "me"}),
		llb.VerifyPGPSignature(llb.HTTPSignatureInfo{PubKey: []byte("key"), Signature: []byte("sig")}))
	g["http-plain"] = llb.HTTP("http://example.com/")
	g["image-blob"] = llb.ImageBlob("example.com/a@"+dgst, llb.Filename("f"), llb.Chmod(0600), llb.Chown(1, 2))
	g["oci-layout-blob"] = llb.OCILayoutBlob("a@"+dgst, llb.ImageBlobOCIStore("s", "st"))

	g["exec-plain"] = alpine.Run(llb.Args([]string{"true"})).Root()
	g["exec-meta"] = alpine.AddEnv("A", "1").AddEnv("B", "2").AddEnv("A", "3").Dir("/work").Dir("sub/../x").User("app:grp").
		Hostname("host").AddExtraHost("db", net.ParseIP("10.0.0.1")).AddExtraHost("v6", net.ParseIP("fe80::1")).
		AddUlimit(llb.UlimitNofile, 1024, -1).WithCgroupParent("/cg").Network(pb.NetMode_HOST).Security(pb.SecurityMode_INSECURE).
		Run(llb.Args([]string{"sh", "-c", "echo \x00 \u00fc"}), llb.WithProxy(llb.ProxyEnv{HTTPProxy: "h", HTTPSProxy: "hs", FTPProxy: "f", NoProxy: "n", AllProxy: "a"}),
			llb.ValidExitCodes(0, 3, 255), llb.AddEnv("C", "only here"), llb.AddCDIDevice(llb.CDIDeviceName("v.com/gpu=all"), llb.CDIDeviceOptional),
			llb.AddCDIDevice(llb.CDIDeviceName("v.com/gpu=1")),
			llb.WithLinuxResources(llb.LinuxResources{Memory: 1, MemorySwap: -1, CPUShares: 3, CPUPeriod: 4, CPUQuota: 5, CpusetCpus: "0-1", CpusetMems: "0"}),
			llb.ProgressGroup("id", "name", true), llb.WithoutExportCache(), arm()).Root()
	g["exec-network-none"] = alpine.Run(llb.Args([]string{"true"}), llb.Network(pb.NetMode_NONE)).Root()
	ms := alpine.Run(llb.Args([]string{"make"}),
		llb.AddMount("/z", busybox), llb.AddMount("/ro", ctx, llb.Readonly, llb.SourcePath("/sub"), llb.ContentCache(llb.MountContentCacheOff)),
		llb.AddMount("/b", llb.Scratch()), llb.AddMount("/dropped", busybox, llb.ForceNoOutput, llb.ContentCache(llb.MountContentCacheOn)),
		llb.AddMount("/c1", llb.Scratch(), llb.AsPersistentCacheDir("c1", llb.CacheMountShared)),
		llb.AddMount("/c2", busybox, llb.AsPersistentCacheDir("c2", llb.CacheMountPrivate)),
		llb.AddMount("/c3", llb.Scratch(), llb.AsPersistentCacheDir("c3", llb.CacheMountLocked)),
		llb.AddMount("/t1", llb.Scratch(), llb.Tmpfs()), llb.AddMount("/t2", llb.Scratch(), llb.Tmpfs(llb.TmpfsSize(4096))),
		llb.AddMount("/same", alpine),
		llb.AddSecret("/run/secrets/a"), llb.AddSecret("/s", llb.SecretID("b"), llb.SecretFileOpt(1, 2, 0444), llb.SecretOptional),
		llb.AddSecretWithDest("tok", nil, llb.SecretAsEnvName("TOKEN"), llb.SecretOptional), llb.AddSecretWithDest("both", ptr("/both"), llb.SecretAsEnvName("BOTH")),
		llb.AddSSHSocket(), llb.AddSSHSocket(llb.SSHID("other"), llb.SSHSocketOpt("/agent", 3, 4, 0666), llb.SSHOptional))
	g["exec-mounts"] = ms.Root()
	g["exec-mount-output"] = ms.GetMount("/z")
	g["exec-readonly-root"] = alpine.Run(llb.Args([]string{"true"}), llb.ReadonlyRootFS(), llb.AddMount("/out", llb.Scratch())).GetMount("/out")
	g["exec-scratch"] = llb.Scratch().Run(llb.Args([]string{"/bin"}), llb.AddMount("/", busybox)).Root()

	g["file-copy-options"] = alpine.Dir("/app").File(llb.Copy(ctx.Dir("/in"), "a/../b", "out/", &llb.CopyInfo{
		FollowSymlinks: true, CopyDirContentsOnly: true, IncludePatterns: []string{"i"}, ExcludePatterns: []string{"e"},
		RequiredPaths: []string{"r"}, AttemptUnpack: true, CreateDestPath: true, AllowWildcard: true, AllowEmptyWildcard: true,
		CreatedTime: &epoch, AlwaysReplaceExistingDestPaths: true}, llb.ChmodOpt{Mode: 04755}, llb.WithUser("app:1000")))
	g["file-copy-mode-string"] = llb.Scratch().File(llb.Copy(ctx, "/", "/.", llb.ChmodOpt{ModeStr: "u=rwX,go=rX"}, llb.WithUser("root")))
	g["file-copy-dot"] = alpine.Dir("/app").File(llb.Copy(ctx, ".", "x/."))
	g["file-chain"] = alpine.File(llb.Mkdir("/a", 01777, llb.WithParents(true), llb.WithUIDGID(1, 2), llb.WithCreatedTime(epoch)).
		Mkfile("/a/b", 04644, []byte("data\x00"), llb.WithUser("u:g"), llb.WithCreatedTime(epoch)).
		Symlink("b", "/a/c", llb.WithUIDGID(0, 7), llb.WithCreatedTime(epoch)).
		Rm("/a/*", llb.WithAllowNotFound(true), llb.WithAllowWildcard(true)).
		Copy(busybox, "/bin", "/bin2").Copy(ctx, "/x", "/y").Copy(busybox, "/lib", "/lib2"), llb.WithCustomName("files"))
	g["file-empty"] = llb.Scratch().File(llb.Mkfile("empty", 0600, nil))
	sub := llb.Mkdir("./foo", 0755).Mkfile("foo/x", 0644, []byte("y"))
	g["file-copy-of-actions"] = alpine.Dir("/abc").File(llb.Mkdir("./bar", 0700).Copy(sub.WithState(llb.Scratch().Dir("/ced")), "./foo", "./baz").
		Copy(sub.WithState(busybox), "/q", "/r", llb.WithUser("who")).
		Copy(llb.Mkdir("/o", 0700, llb.WithUser("named:grp")).WithState(busybox), "/o", "/p"))

	made := alpine.Run(llb.Args([]string{"make"})).Root()
	g["merge"] = llb.Merge([]llb.State{alpine, llb.Scratch(), ctx, made}, llb.WithCustomName("m"))
	g["merge-one"] = llb.Merge([]llb.State{llb.Scratch(), busybox})
	g["diff"] = llb.Diff(alpine, made, llb.WithDescription(map[string]string{"k": "v"}))
	g["diff-upper-scratch"] = llb.Diff(alpine, llb.Scratch())
	g["merge-diff"] = llb.Merge([]llb.State{busybox, llb.Diff(alpine, made)})
	g["requires"] = alpine.Requires("order", made, llb.Scratch(), ctx).Run(llb.Args([]string{"after"})).Root()
	pass := llb.NewPassthroughOp("all", []llb.PassthroughInput{{State: alpine, Output: true}, {State: busybox, Output: true}, {State: made, Output: true}})
	g["passthrough-third"] = llb.NewState(pass.OutputAt(2))
	g["build"] = busybox.With(llbbuild.Build(llbbuild.WithFilename("file")))
	g["build-default-name"] = ctx.With(llbbuild.Build(llbbuild.WithConstraints(arm())))

	sm := llb.NewSourceMap(&ctx, "f.yaml", "YAML", []byte("a\nb\n"))
	sm2 := llb.NewSourceMap(nil, "other", "", []byte("x"))
	loc := func(l int32) llb.ConstraintsOpt {
		return sm.Location([]*pb.Range{{Start: &pb.Position{Line: l, Character: 2}, End: &pb.Position{Line: l, Character: 5}}})
	}
	g["locations"] = llb.Merge([]llb.State{
		llb.Image("alpine", loc(1), llb.WithCustomName("one")).File(llb.Rm("/1"), loc(2)),
		llb.Image("alpine", loc(3), llb.WithCustomName("two")).File(llb.Rm("/2"), loc(4), sm2.Location([]*pb.Range{{Start: &pb.Position{Line: 1}, End: &pb.Position{Line: 1}}}), loc(5))}, loc(6))
	g["state-platform"] = llb.Image("alpine", arm()).Run(llb.Args([]string{"uname"})).Root().
		Platform(ocispecs.Platform{OS: "linux", Architecture: "aarch64", Variant: "v8"}).Run(llb.Args([]string{"uname"})).Root()
	img, err := alpine.WithImageConfig([]byte(`{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/bin","X","=skip","Y=a=b"],"WorkingDir":"w"}}`))
	if err != nil {
		panic(err)
	}
	g["image-config"] = img.Run(llb.Args([]string{"env"})).Root()
	return g
}

func capSet(ids ...apicaps.CapID) apicaps.CapSet {
	var all []*apicaps.PBCap
	for _, id := range ids {
		all = append(all, &apicaps.PBCap{ID: string(id), Enabled: true})
	}
	return pb.Caps.CapSet(all)
}

func marshal(name string, st llb.State, co ...llb.ConstraintsOpt) graph {
	co = append([]llb.ConstraintsOpt{llb.LinuxAmd64, llb.LocalUniqueID("unique")}, co...)
	def, err := st.Marshal(context.Background(), co...)
	if err != nil {
		panic(name + ": " + err.Error())
	}
	g := graph{Name: name}
	for _, dt := range def.Def {
		d := digest.FromBytes(dt)
		md := def.Metadata[d].ToPB()
		o := op{Raw: base64.StdEncoding.EncodeToString(dt), Caps: []string{}}
		for c := range md.Caps {
			o.Caps = append(o.Caps, c)
		}
		sort.Strings(o.Caps)
		md.Caps = nil
		j, err := json.Marshal(md)
		if err != nil {
			panic(err)
		}
		o.Metadata = string(j)
		if def.Source != nil && def.Source.Locations[string(d)] != nil {
			for _, l := range def.Source.Locations[string(d)].Locations {
				j, err := json.Marshal(l)
				if err != nil {
					panic(err)
				}
				o.Locations = append(o.Locations, string(j))
			}
		}
		g.Ops = append(g.Ops, o)
	}
	return g
}

func main() {
	all := graphs()
	var names []string
	for name := range all {
		names = append(names, name)
	}
	sort.Strings(names)
	var out []graph
	for _, name := range names {
		out = append(out, marshal(name, all[name]))
	}
	// Each of its own: marshalling for one daemon leaves its capabilities behind in the graph.
	run := func() llb.State { return llb.Image("alpine").Run(llb.Args([]string{"true"})).Root() }
	out = append(out,
		marshal("caps-new", run(), llb.WithCaps(capSet(pb.CapExecMetaBase, pb.CapExecMetaSetsDefaultPath))),
		marshal("caps-old", run(), llb.WithCaps(capSet(pb.CapExecMetaBase))),
		marshal("marshal-constraints", run(), llb.Require("gpu"), llb.IgnoreCache, llb.WithDescription(map[string]string{"all": "yes"})))
	enc := json.NewEncoder(os.Stdout)
	enc.SetIndent("", " ")
	if err := enc.Encode(out); err != nil {
		panic(err)
	}
}
