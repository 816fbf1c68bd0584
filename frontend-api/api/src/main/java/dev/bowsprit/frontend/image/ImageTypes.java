package dev.bowsprit.frontend.image;

import static dev.bowsprit.frontend.json.GoType.bool;
import static dev.bowsprit.frontend.json.GoType.slice;
import static dev.bowsprit.frontend.json.GoType.string;
import static dev.bowsprit.frontend.json.GoType.struct;
import static dev.bowsprit.frontend.json.GoType.time;

import dev.bowsprit.frontend.json.GoType;

/** The types that BuildKit reads configs of images into, as their errors name them. */
final class ImageTypes {

  private static final GoType DURATION = new GoType.Int("time.Duration");
  private static final GoType NAMES = new GoType.Dictionary(GoType.empty());

  private static final GoType.Struct PLATFORM =
      struct("v1.Platform")
          .with("architecture", string())
          .with("os", string())
          .with("os.version", string())
          .with("os.features", slice(string()))
          .with("variant", string());

  private static final GoType ROOT_FS =
      struct("v1.RootFS")
          .with("type", string())
          .with("diff_ids", slice(new GoType.Text("digest.Digest")));

  private static final GoType HISTORY =
      struct("v1.History")
          .with("created", time())
          .with("created_by", string())
          .with("author", string())
          .with("comment", string())
          .with("empty_layer", bool());

  private static final GoType.Struct CONFIG =
      struct("v1.ImageConfig")
          .with("User", string())
          .with("ExposedPorts", NAMES)
          .with("Env", slice(string()))
          .with("Entrypoint", slice(string()))
          .with("Cmd", slice(string()))
          .with("Volumes", NAMES)
          .with("WorkingDir", string())
          .with("Labels", new GoType.Dictionary(string()))
          .with("StopSignal", string())
          .with("ArgsEscaped", bool());

  /** What the OCI image specification says. */
  static final GoType.Struct OCI =
      struct("v1.Image")
          .with(PLATFORM)
          .with("created", time())
          .with("author", string())
          .with("config", CONFIG)
          .with("rootfs", ROOT_FS)
          .with("history", slice(HISTORY));

  private static final GoType.Struct HEALTHCHECK =
      struct("v1.HealthcheckConfig")
          .with("Test", slice(string()))
          .with("Interval", DURATION)
          .with("Timeout", DURATION)
          .with("StartPeriod", DURATION)
          .with("StartInterval", DURATION)
          .with("Retries", new GoType.Int("int"));

  private static final GoType.Struct EXTENSION =
      struct("v1.DockerOCIImageConfigExt")
          .with("Healthcheck", HEALTHCHECK)
          .with("OnBuild", slice(string()))
          .with("Shell", slice(string()));

  /** With what Docker has besides. */
  static final GoType DOCKER =
      struct("v1.DockerOCIImage")
          .with("config", struct("v1.DockerOCIImageConfig").with(CONFIG).with(EXTENSION))
          .with(OCI);

  private ImageTypes() {}
}
