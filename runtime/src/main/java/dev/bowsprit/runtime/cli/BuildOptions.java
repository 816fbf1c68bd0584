package dev.bowsprit.runtime.cli;

import picocli.CommandLine.Model.CommandSpec;

/** The options of {@code bowsprit build}, named as in {@code docker buildx build}. */
final class BuildOptions {

  private BuildOptions() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Spec.command(
            "build",
            "[OPTIONS] PATH|URL|-",
            "Build an image, or files, from a build file",
            "",
            "PATH is the folder whose files the build may copy. A dash reads the build file from"
                + " standard input and sends no files.");
    addSource(spec);
    addFrontend(spec);
    addOutput(spec);
    EngineOptions.addTo(spec);
    spec.addPositional(Spec.arguments("PATH", "0..*", "The build context"));
    spec.usageMessage()
        .footer(
            "",
            "Exit code: 0 built, 1 the build failed, 2 the command line is wrong, 3 no engine could"
                + " be reached, 130 interrupted.");
    return spec;
  }

  /** What is built. */
  static void addSource(CommandSpec spec) {
    spec.addOption(
        Spec.value(
            "FILE",
            "The build file (default: PATH/Dockerfile); - is standard input",
            "-f",
            "--file"));
    spec.addOption(Spec.value("STAGE", "The stage to build", "--target"));
    spec.addOption(Spec.values("KEY=VALUE", "Set a build argument", "--build-arg"));
    spec.addOption(
        Spec.values(
            "NAME=WHERE",
            "Add a named context: a folder, docker-image://REF or oci-layout://FOLDER[:TAG]",
            "--build-context"));
    spec.addOption(
        Spec.values(
            "PLATFORM", "Build for these platforms, for instance linux/amd64", "--platform"));
    spec.addOption(
        Spec.values(
            "id=ID[,src=FILE|,env=VAR]",
            "Give the build a secret, as a file or a variable",
            "--secret"));
    spec.addOption(Spec.values("default|ID=SOCKET", "Let the build use an ssh agent", "--ssh"));
    spec.addOption(
        Spec.value(
            "FILE",
            "Allow, deny or convert sources by the rules of this JSON file (default: $"
                + SourcePolicyFile.VARIABLE
                + ")",
            SourcePolicyFile.OPTION,
            "--source-policy-file"));
  }

  /** What compiles it, and how. */
  static void addFrontend(CommandSpec spec) {
    spec.addOption(
        Spec.value(
            "NAME|IMAGE|FILE",
            "The build language: a frontend of the engine (default: dockerfile.v0); an image, also as"
                + " an archive or ./folder in OCI layout, with :TAG; or a jar or ./folder of classes"
                + " that runs here, and jars that it needs follow after colons",
            "--frontend"));
    spec.addOption(
        Spec.value(
            "WHEN",
            "When the registry is asked for a frontend image: refresh, always, missing, never",
            "--frontend-pull"));
    spec.addOption(Spec.values("KEY=VALUE", "Set an option of the frontend", "--opt"));
    spec.addOption(Spec.flag("Use no cached results", "--no-cache"));
    spec.addOption(
        Spec.values("STAGE", "Use no cached results for these stages", "--no-cache-filter"));
    spec.addOption(Spec.flag("Ask registries for newer base images", "--pull"));
    spec.addOption(Spec.values("KEY=VALUE", "Label the image", "--label"));
    spec.addOption(Spec.values("NAME:IP", "Add a host name to the steps", "--add-host"));
    spec.addOption(Spec.value("MODE", "The network of steps: default, none or host", "--network"));
    spec.addOption(Spec.value("SIZE", "The size of /dev/shm in steps", "--shm-size"));
    spec.addOption(Spec.values("NAME=SOFT[:HARD]", "Set a limit of steps", "--ulimit"));
    spec.addOption(Spec.value("PATH", "The parent cgroup of steps", "--cgroup-parent"));
    spec.addOption(
        Spec.values("ENTITLEMENT", "Allow network.host or security.insecure", "--allow"));
    spec.addOption(Spec.values("REF|type=TYPE,...", "Use a cache from elsewhere", "--cache-from"));
    spec.addOption(Spec.values("REF|type=TYPE,...", "Write the cache elsewhere", "--cache-to"));
  }

  static void addOutput(CommandSpec spec) {
    spec.addOption(Spec.values("NAME[:TAG]", "Name the image", "-t", "--tag"));
    spec.addOption(
        Spec.values(
            "FOLDER|type=TYPE[,dest=PATH]",
            "What to make: type=oci, docker, image, registry, local or tar",
            "-o",
            "--output"));
    spec.addOption(Spec.flag("Same as --output type=docker", "--load"));
    spec.addOption(Spec.flag("Same as --output type=registry", "--push"));
    spec.addOption(
        Spec.value("MODE", "Show progress as auto, tty, plain, rawjson or quiet", "--progress"));
    spec.addOption(Spec.flag("Show nothing but the image's id", "-q", "--quiet"));
    spec.addOption(Spec.value("FILE", "Write what was made as JSON", "--metadata-file"));
    spec.addOption(Spec.value("FILE", "Write the image's id", "--iidfile"));
    spec.addOption(Spec.flag("Show warnings in full", "-D", "--debug"));
  }
}
