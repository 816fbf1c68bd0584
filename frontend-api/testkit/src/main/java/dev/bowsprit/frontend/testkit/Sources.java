package dev.bowsprit.frontend.testkit;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.bowsprit.frontend.ignore.PatternMatcher;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.frontend.testkit.FileTree.Attributes;
import dev.bowsprit.frontend.testkit.FileTree.Entry;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.GitUrl;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.SourceAttributes;
import dev.bowsprit.wire.gateway.ResolveSourceGitResponse;
import dev.bowsprit.wire.gateway.ResolveSourceHTTPResponse;
import dev.bowsprit.wire.gateway.ResolveSourceImageResponse;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.pb.SourceOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers for sources what the test scripted: their files, and what they point to. */
final class Sources {

  static final String LOCAL = "local://";
  private static final String IMAGE = "docker-image://";
  private static final String LAYOUT = "oci-layout://";
  private static final String GIT = "git://";
  private static final int DOWNLOAD = 0600;

  private final Scenario scenario;

  Sources(Scenario scenario) {
    this.scenario = scenario;
  }

  /** The files of a source operation. */
  FileTree files(SourceOp source, Optional<Platform> platform) {
    String identifier = source.getIdentifier();
    FileTree scripted = scenario.sources.get(identifier);
    if (scripted != null) {
      return scripted;
    }
    if (identifier.startsWith(LOCAL)) {
      return local(source);
    }
    if (identifier.startsWith(IMAGE)) {
      return image(identifier.substring(IMAGE.length()), platform).files();
    }
    if (identifier.startsWith(LAYOUT)) {
      return image(identifier.substring(LAYOUT.length()), platform).files();
    }
    if (identifier.startsWith(GIT)) {
      return git(source);
    }
    return download(source);
  }

  static GatewayException absent(String identifier) {
    return GatewayException.of(Code.NOT_FOUND, "the test has no source " + identifier);
  }

  Scenario.Image image(String reference, Optional<Platform> platform) {
    List<Scenario.Image> all = scenario.images.getOrDefault(untagged(reference), List.of());
    return all.stream()
        .filter(image -> image.platform().isPresent() && image.platform().equals(platform))
        .findFirst()
        .or(() -> all.stream().filter(image -> image.platform().isEmpty()).findFirst())
        .or(() -> scenario.anyImage)
        .orElseThrow(() -> GatewayException.of(Code.NOT_FOUND, reference + ": not found"));
  }

  /** The reference by which a test knows an image: with a tag, without a digest beside it. */
  static String untagged(String reference) {
    ImageReference parsed = ImageReference.parse(reference).tagged();
    return parsed.tag().isEmpty()
        ? parsed.toString()
        : new ImageReference(parsed.domain(), parsed.path(), parsed.tag(), Optional.empty())
            .toString();
  }

  /** What a registry answers: the digest that the reference has, or else one of the image. */
  static Digest digest(String reference, Scenario.Image image) {
    return ImageReference.parse(reference).digest().orElseGet(() -> Digest.sha256(image.config()));
  }

  private FileTree local(SourceOp source) {
    FileTree all = scenario.locals.get(source.getIdentifier().substring(LOCAL.length()));
    if (all == null) {
      throw absent(source.getIdentifier());
    }
    PatternMatcher excluded =
        PatternMatcher.of(texts(source, SourceAttributes.LOCAL_EXCLUDE_PATTERNS));
    PatternMatcher included =
        PatternMatcher.of(texts(source, SourceAttributes.LOCAL_INCLUDE_PATTERNS));
    List<String> followed = followed(all, texts(source, SourceAttributes.LOCAL_FOLLOW_PATHS));
    FileTree result = FileTree.empty();
    all.entries()
        .forEach(
            (path, entry) -> {
              String relative = path.substring(1);
              boolean taken =
                  !excluded.matches(relative)
                      && (included.isEmpty() || included.matches(relative))
                      && (followed.isEmpty() || followed.stream().anyMatch(f -> leads(f, path)));
              if (taken && !relative.isEmpty()) {
                result.put(path, entry);
              }
            });
    return result;
  }

  /** The paths, and where they lead if they are links. */
  private static List<String> followed(FileTree all, List<String> paths) {
    List<String> result = new ArrayList<>();
    for (String path : paths) {
      result.add(all.resolveParent(path));
      result.add(all.resolve(path));
    }
    return result;
  }

  private static boolean leads(String followed, String path) {
    return PatternMatcher.of(List.of(followed.equals("/") ? "**" : followed.substring(1)))
        .matches(path.substring(1));
  }

  private static List<String> texts(SourceOp source, String attribute) {
    try {
      return Json.parse(source.getAttrsOrDefault(attribute, "[]")).elements().stream()
          .map(element -> element.text().orElse(""))
          .toList();
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException(attribute + ": " + e.getMessage(), e);
    }
  }

  /** The name by which a test knows a repository: host and path, and a reference. */
  static String repository(GitUrl url, String ref) {
    return url.host() + GoPath.clean("/" + url.path()) + "#" + ref;
  }

  private Scenario.Repository repository(SourceOp source) {
    GitUrl url = GitUrl.parse(source.getIdentifier());
    Scenario.Repository exact = scenario.repositories.get(repository(url, url.ref()));
    Scenario.Repository found =
        exact != null ? exact : scenario.repositories.get(repository(url, ""));
    if (found == null) {
      throw absent(source.getIdentifier());
    }
    String checksum = source.getAttrsOrDefault(SourceAttributes.GIT_CHECKSUM, "");
    if (!checksum.isEmpty() && !found.commit().startsWith(checksum)) {
      throw FileOps.failed(
          "expected checksum to match %s, got %s".formatted(checksum, found.commit()));
    }
    return found;
  }

  private FileTree git(SourceOp source) {
    Scenario.Repository repository = repository(source);
    FileTree files = repository.files().copy();
    if (source.getAttrsOrDefault(SourceAttributes.GIT_KEEP_GIT_DIR, "").equals("true")) {
      files.file(".git/HEAD", repository.commit() + "\n");
    }
    String subDir = GitUrl.parse(source.getIdentifier()).subDir();
    return subDir.isEmpty() ? files : files.subtree(subDir);
  }

  private FileTree download(SourceOp source) {
    ByteString content = scenario.downloads.get(source.getIdentifier());
    if (content == null) {
      throw absent(source.getIdentifier());
    }
    String checksum = source.getAttrsOrDefault(SourceAttributes.HTTP_CHECKSUM, "");
    String actual = Digest.sha256(content.toByteArray()).toString();
    if (!checksum.isEmpty() && !checksum.equals(actual)) {
      throw FileOps.failed(
          "digest mismatch for %s: %s, expected: %s"
              .formatted(source.getIdentifier(), actual, checksum));
    }
    String permissions = source.getAttrsOrDefault(SourceAttributes.HTTP_PERM, "");
    Attributes attributes =
        new Attributes(
            permissions.isEmpty() ? DOWNLOAD : Integer.decode(octal(permissions)),
            Integer.parseInt(source.getAttrsOrDefault(SourceAttributes.HTTP_UID, "0")),
            Integer.parseInt(source.getAttrsOrDefault(SourceAttributes.HTTP_GID, "0")),
            0);
    FileTree result = FileTree.empty();
    result.put(filename(source), new Entry.File(content, attributes));
    return result;
  }

  private static String octal(String text) {
    return text.startsWith("0") ? text : "0" + text;
  }

  private static String filename(SourceOp source) {
    String given = source.getAttrsOrDefault(SourceAttributes.HTTP_FILENAME, "");
    if (!given.isEmpty()) {
      return given;
    }
    String path =
        source.getIdentifier().replaceFirst("^[a-z]+://[^/]*", "").replaceFirst("[?#].*", "");
    return path.isEmpty() || path.endsWith("/") ? "download" : GoPath.base(path);
  }

  /** What a source points to. */
  ResolveSourceMetaResponse resolve(ResolveSourceMetaRequest request) {
    SourceOp source = request.getSource();
    String identifier = source.getIdentifier();
    ResolveSourceMetaResponse.Builder result =
        ResolveSourceMetaResponse.newBuilder().setSource(source);
    if (identifier.startsWith(IMAGE) || identifier.startsWith(LAYOUT)) {
      String reference = identifier.substring(identifier.indexOf("://") + 3);
      Scenario.Image image =
          image(
              reference,
              request.hasPlatform()
                  ? Optional.of(Platform.fromProto(request.getPlatform()))
                  : Optional.empty());
      ResolveSourceImageResponse.Builder answer =
          ResolveSourceImageResponse.newBuilder().setDigest(digest(reference, image).toString());
      if (!request.getImage().getNoConfig()) {
        answer.setConfig(ByteString.copyFromUtf8(image.config()));
      }
      result.setImage(answer);
    } else if (identifier.startsWith(GIT)) {
      String ref = GitUrl.parse(identifier).ref();
      result.setGit(
          ResolveSourceGitResponse.newBuilder()
              .setChecksum(repository(source).commit())
              .setRef("refs/heads/" + (ref.isEmpty() ? "main" : ref)));
    } else if (!identifier.startsWith(LOCAL)) {
      FileTree file = download(source);
      result.setHTTP(
          ResolveSourceHTTPResponse.newBuilder()
              .setChecksum(
                  Digest.sha256(file.content(filename(source)).orElseThrow().toByteArray())
                      .toString())
              .setFilename(filename(source))
              .setLastModified(Timestamp.getDefaultInstance()));
    }
    return result.build();
  }
}
