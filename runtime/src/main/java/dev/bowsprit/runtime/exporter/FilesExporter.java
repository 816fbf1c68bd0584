package dev.bowsprit.runtime.exporter;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.session.ClientFiles;
import dev.bowsprit.runtime.session.fsutil.FileTree;
import dev.bowsprit.runtime.solver.VertexProgress;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Exports the files of results to the client: into a folder ({@code local}) or as {@code tar}. */
public final class FilesExporter implements Exporter {

  private final boolean tar;

  private FilesExporter(boolean tar) {
    this.tar = tar;
  }

  /** The exporter of files into a folder of the client. */
  public static Exporter local() {
    return new FilesExporter(false);
  }

  /** The exporter of files as a tar archive. */
  public static Exporter tar() {
    return new FilesExporter(true);
  }

  @Override
  public String type() {
    return tar ? "tar" : "local";
  }

  @Override
  public Export prepare(int id, Map<String, String> attributes) {
    Attributes given = new Attributes(attributes);
    Optional<OptionalLong> epoch = given.epoch();
    Optional<Boolean> split = given.flag("platform-split");
    String mode = given.text("mode").orElse("");
    if (!mode.isEmpty() && !mode.equals("copy") && !mode.equals("delete")) {
      throw Attributes.invalid("invalid local exporter mode \"" + mode + "\"");
    }
    return new FilesExport(id, epoch, split);
  }

  private final class FilesExport implements Export {
    private final int id;
    private final Optional<OptionalLong> epoch;
    private final Optional<Boolean> split;

    FilesExport(int id, Optional<OptionalLong> epoch, Optional<Boolean> split) {
      this.id = id;
      this.epoch = epoch;
      this.split = split;
    }

    @Override
    public String name() {
      return tar ? "exporting to client tarball" : "exporting to client directory";
    }

    @Override
    public Map<String, String> export(BuildOutput output, ExportContext context) {
      boolean several = !output.refs().isEmpty();
      if (several && !output.metadata().containsKey("refs.platforms")) {
        throw Attributes.invalid("unable to export multiple refs, missing platforms mapping");
      }
      List<ExportPlatform> platforms = ExportPlatform.of(output.metadata());
      if (!several && platforms.size() > 1) {
        throw Attributes.invalid("unable to export multiple platforms without map");
      }
      List<MountedDir> mounts = new ArrayList<>();
      try {
        ExportTree tree = new ExportTree();
        for (ExportPlatform platform : platforms) {
          if (!platform.isIn(output)) {
            throw Attributes.invalid("failed to find ref for ID " + platform.id());
          }
          add(tree, platform, output, split.orElse(several), mounts);
        }
        send(tree, context);
        return Map.of();
      } catch (IOException e) {
        throw new GatewayException(
            GatewayException.of(Code.UNKNOWN, String.valueOf(e.getMessage())).status(), e);
      } finally {
        mounts.reversed().forEach(MountedDir::close);
      }
    }

    private void add(
        ExportTree tree,
        ExportPlatform platform,
        BuildOutput output,
        boolean splitting,
        List<MountedDir> mounts)
        throws IOException {
      OptionalLong time = epoch.orElseGet(() -> epochOf(platform, output));
      String prefix = splitting ? pathOf(platform.id()) : "";
      if (splitting) {
        tree.addFolder(prefix, time);
      }
      Optional<ImmutableRef> ref = platform.ref(output).filter(r -> !r.isScratch());
      if (ref.isPresent()) {
        MountedDir mount = ref.get().mount();
        mounts.add(mount);
        tree.add(mount.path(), prefix, platform.id(), time);
      }
    }

    private void send(FileTree tree, ExportContext context) {
      if (tar) {
        ExportStreams.send(context, id, Map.of(), out -> TreeArchive.write(tree, out));
        return;
      }
      try (VertexProgress.Status _ = context.progress().status("copying files", 0)) {
        ClientFiles.sendTree(ExportStreams.client(context), id, tree);
      }
    }
  }

  private static OptionalLong epochOf(ExportPlatform platform, BuildOutput output) {
    byte[] common = output.metadata().get("source.date.epoch");
    Optional<byte[]> value =
        common != null ? Optional.of(common) : platform.metadata(output, "source.date.epoch");
    return value.isEmpty()
        ? OptionalLong.empty()
        : Attributes.seconds("SOURCE_DATE_EPOCH", new String(value.get(), StandardCharsets.UTF_8));
  }

  /** A platform's name as the name of a folder. */
  private static String pathOf(String id) {
    String path = id.replace('/', '_').replace('\\', '_').replace(':', '_');
    return path.equals(".") || path.equals("..") ? "_".repeat(path.length()) : path;
  }
}
