package dev.bowsprit.conformance.bench;

import dev.bowsprit.conformance.process.ProcessConnection;
import dev.bowsprit.frontend.testkit.TestBuild;
import dev.bowsprit.frontend.testkit.process.HostedProcess;
import dev.bowsprit.runtime.gateway.GatewayService;
import dev.bowsprit.runtime.session.HealthService;
import dev.bowsprit.runtime.session.transport.Acceptor;
import dev.bowsprit.runtime.session.transport.CallHeaders;
import dev.bowsprit.runtime.session.transport.Grpc;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * One run of a frontend's program, from the start of its process to the end.
 *
 * @param firstCall nanoseconds until it asked the gateway for the first time
 * @param returned nanoseconds until the gateway took its answer
 * @param exit nanoseconds until the process had ended
 * @param calls the names of the methods of the gateway that it called, in order
 * @param memory the most memory that it had used when it answered, in bytes, if the system tells
 */
record FrontendStart(
    long firstCall, long returned, long exit, List<String> calls, Optional<Long> memory) {

  /**
   * Runs it.
   *
   * @param folder the current folder
   * @param build what the gateway answers
   * @throws IOException if it ends without an answer
   */
  static FrontendStart of(List<String> command, Path folder, TestBuild build, Path log)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(HostedProcess.variables(build.environment()));
    var gateway = build.gateway();
    long start = System.nanoTime();
    Process process = builder.start();
    var clock = new Clock(process.pid());
    Server server =
        Grpc.start(
            Grpc.server(Acceptor.of(new ProcessConnection(process)))
                .intercept(new CallHeaders())
                .intercept(clock)
                .addService(new GatewayService(_ -> gateway))
                .addService(new HealthService()));
    try {
      process.waitFor();
      long end = System.nanoTime();
      if (clock.returned == 0) {
        throw new IOException(
            "%s did not answer:%n%s".formatted(command.getFirst(), Files.readString(log)));
      }
      return new FrontendStart(
          clock.firstCall - start,
          clock.returned - start,
          end - start,
          List.copyOf(clock.calls),
          clock.memory);
    } finally {
      process.destroyForcibly();
      server.shutdownNow();
    }
  }

  /** Notes when calls come. */
  private static final class Clock implements ServerInterceptor {
    private final long pid;
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private volatile long firstCall;
    private volatile long returned;
    private volatile Optional<Long> memory = Optional.empty();

    Clock(long pid) {
      this.pid = pid;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      if (firstCall == 0) {
        firstCall = System.nanoTime();
      }
      calls.add(call.getMethodDescriptor().getBareMethodName());
      if (!calls.getLast().equals("Return")) {
        return next.startCall(call, headers);
      }
      return next.startCall(
          new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
              memory = peak();
              returned = System.nanoTime();
              super.close(status, trailers);
            }
          },
          headers);
    }

    private Optional<Long> peak() {
      try {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
            .findFirst();
      } catch (IOException e) {
        return Optional.empty();
      }
    }
  }
}
