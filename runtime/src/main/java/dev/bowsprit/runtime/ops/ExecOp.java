package dev.bowsprit.runtime.ops;

import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Texts;
import dev.bowsprit.runtime.ops.exec.Entitlements;
import dev.bowsprit.runtime.ops.exec.ExecKeys;
import dev.bowsprit.runtime.ops.exec.ExecWorker;
import dev.bowsprit.runtime.ops.exec.Platforms;
import dev.bowsprit.runtime.ops.exec.PreparedMounts;
import dev.bowsprit.runtime.ops.exec.ProcessEnvironment;
import dev.bowsprit.runtime.solver.CacheMap;
import dev.bowsprit.runtime.solver.Op;
import dev.bowsprit.runtime.solver.OpContext;
import dev.bowsprit.runtime.solver.VertexProgress;
import dev.bowsprit.runtime.worker.exec.ContainerSpec;
import dev.bowsprit.runtime.worker.exec.Executor.Streams;
import dev.bowsprit.runtime.worker.exec.ProcessSpec;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.wire.pb.CDIDevice;
import dev.bowsprit.wire.pb.Meta;
import dev.bowsprit.wire.pb.Platform;
import dev.bowsprit.wire.pb.ProxyEnv;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Runs a program in a container: LLB's {@code ExecOp}. */
public final class ExecOp implements Op {

  private final dev.bowsprit.wire.pb.ExecOp op;
  private final Platform platform;
  private final int inputs;
  private final ExecWorker worker;

  /**
   * Makes the operation of a vertex.
   *
   * @param platform on which the program runs
   * @throws GatewayException INVALID_ARGUMENT if there is nothing to run or no root to run it in
   */
  public ExecOp(dev.bowsprit.wire.pb.ExecOp op, Platform platform, int inputs, ExecWorker worker) {
    if (!op.hasMeta()) {
      throw GatewayException.of(Code.INVALID_ARGUMENT, "invalid exec op with no meta");
    }
    if (op.getMeta().getArgsCount() == 0) {
      throw GatewayException.of(Code.INVALID_ARGUMENT, "invalid exec op with no args");
    }
    if (op.getMountsCount() == 0) {
      throw GatewayException.of(Code.INVALID_ARGUMENT, "invalid exec op with no mounts");
    }
    if (op.getMountsList().stream().noneMatch(mount -> mount.getDest().equals("/"))) {
      throw GatewayException.of(Code.INVALID_ARGUMENT, "invalid exec op with no rootfs");
    }
    this.op = op;
    this.platform = platform;
    this.inputs = inputs;
    this.worker = worker;
  }

  @Override
  public CacheMap cacheMap(OpContext context) {
    Entitlements.check(context::entitled, op.getNetwork());
    Entitlements.check(context::entitled, op.getSecurity());
    return ExecKeys.of(op, platform, inputs);
  }

  @Override
  public List<ImmutableRef> exec(OpContext context, List<ImmutableRef> given) {
    Platforms.requireRunnable(platform);
    for (CDIDevice device : op.getCdiDevicesList()) {
      if (!device.getOptional()) {
        throw GatewayException.of(
            Code.UNIMPLEMENTED,
            "device " + device.getName() + " is not available: CDI is not supported");
      }
    }
    String command = String.join(" ", op.getMeta().getArgsList());
    try (PreparedMounts mounts =
        PreparedMounts.begin(
            worker, context.sessions(), "exec " + command, op.getMeta().getCwd())) {
      attempt(context, mounts, command, given);
      return mounts.commit();
    }
  }

  /** Runs the program; if that fails, its mounts go with the error. */
  private void attempt(
      OpContext context, PreparedMounts mounts, String command, List<ImmutableRef> given) {
    boolean ran = false;
    try {
      mounts.addAll(op.getMountsList(), given);
      List<String> environment = environment(context);
      ran = true;
      complete(context, mounts, command, environment);
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException e) {
      throw Thread.currentThread().isInterrupted() ? e : mounts.failure(e, ran);
    }
  }

  private void complete(
      OpContext context, PreparedMounts mounts, String command, List<String> environment) {
    int code;
    try {
      code = run(context, mounts, environment);
    } catch (GatewayException e) {
      throw failed(command, e.status().getMessage()).withDetails(e.details());
    }
    if (!isValid(code)) {
      throw failed(command, "exit code: " + code)
          .withDetails(List.of(new ErrorDetail.Exit(code).toAny()));
    }
  }

  private int run(OpContext context, PreparedMounts mounts, List<String> environment) {
    Meta meta = op.getMeta();
    ContainerSpec container =
        new ContainerSpec(
            mounts.root(),
            mounts.readonlyRoot(),
            mounts.mounts(),
            op.getNetwork(),
            op.getSecurity(),
            meta.getHostname(),
            meta.getExtraHostsList(),
            meta.getUlimitList(),
            meta.getCgroupParent(),
            context.resources(),
            meta.getRemoveMountStubsRecursive());
    ProcessSpec process =
        new ProcessSpec(
            meta.getArgsList(),
            environment,
            meta.getCwd().isEmpty() ? "/" : meta.getCwd(),
            meta.getUser(),
            false);
    try (OutputStream stdout = context.progress().log(VertexProgress.STDOUT);
        OutputStream stderr = context.progress().log(VertexProgress.STDERR)) {
      return worker
          .executor()
          .run(container, process, new Streams(Optional.empty(), stdout, stderr));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isValid(int code) {
    List<Integer> valid = op.getMeta().getValidExitCodesList();
    return valid.isEmpty() ? code == 0 : valid.contains(code);
  }

  private static GatewayException failed(String command, String why) {
    return GatewayException.of(
        Code.UNKNOWN, "process " + Texts.quote(command) + " did not complete successfully: " + why);
  }

  private List<String> environment(OpContext context) {
    List<String> given = new ArrayList<>(op.getMeta().getEnvList());
    given.addAll(proxy(op.getMeta().getProxyEnv()));
    return ProcessEnvironment.complete(given, false, op.getSecretenvList(), context.sessions());
  }

  private static List<String> proxy(ProxyEnv proxy) {
    List<String> result = new ArrayList<>();
    addProxy(result, "http_proxy", proxy.getHttpProxy());
    addProxy(result, "https_proxy", proxy.getHttpsProxy());
    addProxy(result, "ftp_proxy", proxy.getFtpProxy());
    addProxy(result, "no_proxy", proxy.getNoProxy());
    addProxy(result, "all_proxy", proxy.getAllProxy());
    return result;
  }

  private static void addProxy(List<String> to, String name, String value) {
    if (!value.isEmpty()) {
      to.add(name.toUpperCase(Locale.ROOT) + "=" + value);
      to.add(name + "=" + value);
    }
  }
}
