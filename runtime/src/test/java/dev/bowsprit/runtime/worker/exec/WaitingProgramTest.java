package dev.bowsprit.runtime.worker.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The program for each kind of machine: this one's by itself, others' by QEMU where it is there.
 */
@Timeout(60)
class WaitingProgramTest {

  private static final Map<WaitingProgram, String> EMULATORS =
      Map.of(
          WaitingProgram.AMD64, "/usr/bin/qemu-x86_64-static",
          WaitingProgram.ARM64, "/usr/bin/qemu-aarch64-static");

  @TempDir Path folder;

  private Process start(WaitingProgram program) throws IOException {
    Path file = Files.write(folder.resolve("program"), program.file());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>();
    if (!WaitingProgram.ofThisMachine().equals(java.util.Optional.of(program))) {
      String emulator = EMULATORS.get(program);
      assumeTrue(Files.isExecutable(Path.of(emulator)), () -> "needs " + emulator);
      command.add(emulator);
    }
    command.add(file.toString());
    return new ProcessBuilder(command).start();
  }

  private static void assertReady(Process process) throws IOException {
    assertThat(process.getInputStream().read()).isEqualTo(WaitingProgram.READY);
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  private static byte[] block(String script, List<String> variables, String... arguments) {
    List<String> all = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    all.addAll(List.of(arguments));
    return WaitingProgram.block("/bin/sh", all, variables).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void becomesTheProgramThatTheBlockSays(WaitingProgram program) throws Exception {
    Process process = start(program);
    assertReady(process);

    process
        .getOutputStream()
        .write(block("echo \"$0 $# $2 $A\"; exit 7", List.of("A=ä b", "B="), "1", "", "3"));
    process.getOutputStream().close();

    assertThat(text(process.getInputStream())).isEqualTo("sh 3  ä b\n");
    assertThat(process.waitFor()).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource
  void leavesWhatFollowsTheBlockToTheProgram(WaitingProgram program) throws Exception {
    Process process = start(program);
    assertReady(process);
    byte[] block = block("read line; echo \"got $line\"", List.of());

    try (OutputStream in = process.getOutputStream()) {
      for (byte one : block) {
        in.write(one);
        in.flush();
      }
      in.write("the rest\n".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(text(process.getInputStream())).isEqualTo("got the rest\n");
    assertThat(process.waitFor()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void takesManyLongVariables(WaitingProgram program) throws Exception {
    Process process = start(program);
    assertReady(process);
    List<String> variables =
        IntStream.range(0, 7).mapToObj(i -> "V" + i + "=" + "x".repeat(100_000)).toList();

    try (OutputStream in = process.getOutputStream()) {
      in.write(block("echo ${#V0} ${#V6}", variables));
    }

    assertThat(text(process.getInputStream())).isEqualTo("100000 100000\n");
  }

  @ParameterizedTest
  @EnumSource
  void endsWithItsInput(WaitingProgram program) throws Exception {
    Process process = start(program);
    assertReady(process);

    try (OutputStream in = process.getOutputStream()) {
      in.write(block("echo no", List.of()), 0, 40);
    }

    assertThat(process.waitFor()).isEqualTo(126);
    assertThat(text(process.getInputStream())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void saysIfThereIsNoSuchProgram(WaitingProgram program) throws Exception {
    Process process = start(program);
    assertReady(process);

    try (OutputStream in = process.getOutputStream()) {
      in.write(
          WaitingProgram.block("/no/such/program", List.of("program"), List.of()).orElseThrow());
    }

    assertThat(process.waitFor()).isEqualTo(126);
    assertThat(text(process.getErrorStream())).isEqualTo(WaitingProgram.COMPLAINT);
  }

  @Test
  void whatTheKernelWouldNotTakeIsNoBlock() {
    String longest = "x".repeat((128 << 10) - 1);

    assertThat(WaitingProgram.block("/p", List.of("p"), List.of(longest))).isPresent();
    assertThat(WaitingProgram.block("/p", List.of("p"), List.of(longest + "x"))).isEmpty();
    assertThat(WaitingProgram.block("/p", List.of("p"), List.of("a\0b"))).isEmpty();
    assertThat(
            WaitingProgram.block(
                "/p",
                List.of("p"),
                IntStream.range(0, 10).mapToObj(i -> i + longest.substring(1)).toList()))
        .isEmpty();
  }
}
