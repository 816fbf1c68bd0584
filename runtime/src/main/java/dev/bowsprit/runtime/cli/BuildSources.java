package dev.bowsprit.runtime.cli;

import dev.bowsprit.frontend.packaging.LayoutIndex;
import dev.bowsprit.frontend.packaging.PackagingException;
import dev.bowsprit.llb.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a build reads: its context, its build file, and named contexts. */
final class BuildSources {

  private static final Pattern REMOTE =
      Pattern.compile("(https?|git|ssh)://.*|git@[^:]+:.*|github\\.com/.*");
  private static final String OCI_LAYOUT = ImageFile.OCI_LAYOUT;
  private static final String LATEST = "latest";

  /** The name of the folder with a frontend's files. */
  private static final String FRONTEND = "_frontend";

  private static final int ARCHIVE_HEAD = 512;

  private final Console console;
  private final Map<String, Path> folders = new LinkedHashMap<>();
  private final Map<String, Path> layouts = new LinkedHashMap<>();
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private String sharedKey = "";

  BuildSources(Console console) {
    this.console = console;
  }

  /** Local folders by name. */
  Map<String, Path> folders() {
    return folders;
  }

  /** Image layouts by the ids in the contexts' addresses. */
  Map<String, Path> layouts() {
    return layouts;
  }

  /** The frontend's options that say where its sources are. */
  Map<String, String> attributes() {
    return attributes;
  }

  /** By which an engine recognises the folders. */
  String sharedKey() {
    return sharedKey;
  }

  /**
   * Adds the context and the build file.
   *
   * @param context a folder, an address, or a dash
   * @param file the build file; empty for the default one
   * @param dockerfile whether the default one is a Dockerfile; else the frontend knows its name
   */
  void add(String context, String file, boolean dockerfile) throws IOException {
    if (context.equals("-")) {
      if (!file.isEmpty()) {
        throw new UsageException(
            "standard input is the build file already, so --file cannot be another");
      }
      Path empty = TemporaryFolder.untilExit().path();
      folders.put("context", empty);
      addFromInput();
      return;
    }
    if (REMOTE.matcher(context).matches()) {
      attributes.put("context", context);
      if (!file.isEmpty()) {
        attributes.put("filename", file);
      }
      return;
    }
    Path folder = folder(context);
    folders.put("context", folder);
    sharedKey = Digest.sha256("context " + folder).hex();
    if (file.equals("-")) {
      addFromInput();
    } else if (!file.isEmpty()) {
      addFile(console.path(file), context);
    } else if (dockerfile) {
      addFile(defaultFile(folder), context);
    } else {
      folders.put("dockerfile", folder);
    }
  }

  private Path folder(String text) throws IOException {
    Path path = console.path(text);
    if (!Files.exists(path)) {
      throw new UsageException("there is no folder " + text);
    }
    if (!Files.isDirectory(path)) {
      throw new UsageException(
          text + " is no folder", "PATH is the folder of the files to copy; name the file by -f");
    }
    return path.toRealPath();
  }

  private static Path defaultFile(Path folder) {
    Path usual = folder.resolve("Dockerfile");
    Path lower = folder.resolve("dockerfile");
    return !Files.exists(usual) && Files.exists(lower) ? lower : usual;
  }

  private void addFile(Path file, String context) throws IOException {
    if (!Files.exists(file)) {
      throw missing(file, context);
    }
    if (Files.isDirectory(file)) {
      throw new UsageException(
          console.folder().relativize(file) + " is a folder, not a build file");
    }
    Path folder = file.getParent();
    if (folder != null && Files.isDirectory(folder)) {
      folders.put("dockerfile", folder.toRealPath());
    }
    attributes.put("filename", String.valueOf(file.getFileName()));
  }

  private UsageException missing(Path file, String context) throws IOException {
    Path shown = file.startsWith(console.folder()) ? console.folder().relativize(file) : file;
    String message = "there is no build file " + shown;
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return new UsageException(message);
    }
    List<String> similar;
    try (Stream<Path> names = Files.list(folder)) {
      similar =
          names
              .map(path -> String.valueOf(path.getFileName()))
              .filter(
                  name ->
                      name.toLowerCase(java.util.Locale.ROOT)
                          .matches(".*(dockerfile|containerfile).*"))
              .filter(name -> !name.endsWith(".dockerignore"))
              .sorted()
              .limit(3)
              .toList();
    }
    return similar.isEmpty()
        ? new UsageException(message, "name one by -f, or write a Dockerfile in " + context)
        : new UsageException(
            message, "did you mean -f " + folderPrefix(shown) + similar.getFirst() + "?");
  }

  private static String folderPrefix(Path shown) {
    Path parent = shown.getParent();
    return parent == null ? "" : parent + "/";
  }

  private void addFromInput() throws IOException {
    byte[] text = console.in().readAllBytes();
    if (isArchive(text)) {
      throw new UsageException(
          "an archive on standard input is not supported as a context",
          "unpack it, and build the folder");
    }
    Path folder = TemporaryFolder.untilExit().path();
    Files.write(folder.resolve("Dockerfile"), text);
    folders.put("dockerfile", folder);
    attributes.put("filename", "Dockerfile");
  }

  private static boolean isArchive(byte[] text) {
    boolean gzip = text.length > 2 && (text[0] & 0xff) == 0x1f && (text[1] & 0xff) == 0x8b;
    boolean tar =
        text.length >= ARCHIVE_HEAD
            && text[257] == 'u'
            && text[258] == 's'
            && text[259] == 't'
            && text[260] == 'a'
            && text[261] == 'r';
    return gzip || tar;
  }

  /** Adds a named context, written as {@code name=where}. */
  void addNamed(String option) {
    int equals = option.indexOf('=');
    if (equals <= 0 || equals == option.length() - 1) {
      throw new UsageException("invalid --build-context " + option, "write it as NAME=WHERE");
    }
    String name = option.substring(0, equals);
    String where = option.substring(equals + 1);
    try {
      attributes.put("context:" + name, named(name, where));
    } catch (IOException e) {
      throw new UsageException("cannot read --build-context " + option + ": " + e.getMessage());
    }
  }

  private String named(String name, String where) throws IOException {
    if (where.startsWith(OCI_LAYOUT)) {
      return layout(where);
    }
    if (where.startsWith("docker-image://")
        || where.startsWith("target:")
        || REMOTE.matcher(where).matches()) {
      return where;
    }
    // two names are taken by the build's own folders
    String local = name.equals("context") || name.equals("dockerfile") ? "_" + name : name;
    folders.put(local, folder(where));
    return "local:" + local;
  }

  private String layout(String where) throws IOException {
    String rest = where.substring(OCI_LAYOUT.length());
    int at = rest.indexOf('@');
    String digest = at < 0 ? "" : rest.substring(at + 1);
    String path = at < 0 ? rest : rest.substring(0, at);
    String tag = LATEST;
    int colon = path.indexOf(':');
    if (colon >= 0) {
      tag = path.substring(colon + 1);
      path = path.substring(0, colon);
    }
    Path folder = folder(path);
    return layout(folder, folder, tag, digest.isEmpty() ? tagged(folder, folder, tag) : digest);
  }

  /**
   * Offers a layout.
   *
   * @param place by which it is recognised
   * @return the address of the image
   */
  private String layout(Path folder, Path place, String tag, String digest) {
    // Equal layouts have equal ids, so that their operations have equal digests.
    String id = Digest.sha256("layout " + place).hex().substring(0, 25);
    layouts.put(id, folder);
    return OCI_LAYOUT + id + ":" + tag + "@" + digest;
  }

  private static String tagged(Path folder, Path place, String tag) throws IOException {
    try {
      return LayoutIndex.read(folder, place).find(Optional.of(tag)).toString();
    } catch (PackagingException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e.hint().orElse(null));
    }
  }

  /**
   * Adds a frontend image that is in files here.
   *
   * @return its name, by which the daemon finds it among the contexts
   */
  String addFrontend(ImageFile image) throws IOException {
    Path folder;
    try {
      folder = image.layout();
    } catch (PackagingException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e.hint().orElse(null));
    }
    Digest digest = Digest.parse(tagged(folder, image.place(), image.tag().orElse(LATEST)));
    return addFrontend(image, folder, digest);
  }

  /** Adds a frontend image whose folder in OCI layout and digest are known. */
  String addFrontend(ImageFile image, Path folder, Digest digest) {
    String tag = image.tag().orElse(LATEST);
    attributes.put(
        "context:" + image.name(), layout(folder, image.place(), tag, digest.toString()));
    return image.name();
  }

  /** Adds a frontend image that is a folder of its files here, as {@link #addFrontend}. */
  String addFrontend(Path folder) throws IOException {
    String name = new ImageFile(folder, Optional.empty()).name();
    folders.put(FRONTEND, folder.toRealPath());
    attributes.put("context:" + name, "local:" + FRONTEND);
    return name;
  }
}
