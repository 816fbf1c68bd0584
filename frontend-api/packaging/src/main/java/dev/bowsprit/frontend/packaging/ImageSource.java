package dev.bowsprit.frontend.packaging;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Where the parts of an image are: a registry, a folder in OCI layout, or a tar of one. */
interface ImageSource extends AutoCloseable {

  /** The manifest or index of the image itself. */
  Registry.Fetched top() throws IOException;

  /** The manifest with a digest. */
  Json manifest(Digest digest) throws IOException;

  /** A content that is small, such as a configuration. */
  byte[] blob(Digest digest) throws IOException;

  @Override
  void close() throws IOException;

  /** An image of a registry. */
  record InRegistry(Registry registry, ImageReference name) implements ImageSource {

    @Override
    public Registry.Fetched top() throws IOException {
      ImageReference tagged = name.tagged();
      return get(tagged.digest().map(Digest::toString).or(tagged::tag).orElseThrow());
    }

    private Registry.Fetched get(String reference) throws IOException {
      return registry
          .fetch(reference)
          .orElseThrow(() -> new PackagingException(name.name() + " has no " + reference));
    }

    @Override
    public Json manifest(Digest digest) throws IOException {
      return get(digest.toString()).json();
    }

    @Override
    public byte[] blob(Digest digest) throws IOException {
      return registry.fetchBlob(digest);
    }

    @Override
    public void close() throws IOException {
      registry.close();
    }
  }

  /**
   * An image of an OCI layout.
   *
   * @param tag which one; may be empty if there is only one
   */
  record InLayout(Path place, Optional<String> tag) implements ImageSource {

    @Override
    public Registry.Fetched top() throws IOException {
      List<Json> entries =
          json(file("index.json")).member("manifests").map(Json::elements).orElse(List.of());
      List<Json> found =
          entries.stream().filter(entry -> tag.isEmpty() || tag.equals(name(entry))).toList();
      if (found.size() != 1) {
        List<String> names = entries.stream().map(entry -> name(entry).orElse("?")).toList();
        throw new PackagingException(
            place + (found.isEmpty() ? " has no such image" : " has several images"),
            "write it as %s:TAG; there are %s".formatted(place, String.join(", ", names)));
      }
      Digest digest =
          Digest.parse(found.getFirst().member("digest").flatMap(Json::text).orElse(""));
      return new Registry.Fetched(digest, manifest(digest));
    }

    private static Optional<String> name(Json entry) {
      return entry
          .member("annotations")
          .flatMap(a -> a.member("org.opencontainers.image.ref.name"))
          .flatMap(Json::text);
    }

    @Override
    public Json manifest(Digest digest) throws IOException {
      return json(blob(digest));
    }

    private Json json(byte[] content) throws IOException {
      try {
        return Json.parse(new String(content, StandardCharsets.UTF_8));
      } catch (JsonSyntaxException e) {
        throw new PackagingException(place + ": " + e.getMessage(), null, e);
      }
    }

    @Override
    public byte[] blob(Digest digest) throws IOException {
      return file("blobs/" + digest.algorithm() + "/" + digest.hex());
    }

    private byte[] file(String name) throws IOException {
      if (Files.isDirectory(place)) {
        Path file = place.resolve(name);
        if (Files.exists(file)) {
          return Files.readAllBytes(file);
        }
      } else {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(place));
            TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
          for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
            if (e.getName().equals(name)) {
              return tar.readAllBytes();
            }
          }
        }
      }
      throw new PackagingException(place + " is no image in OCI layout: it has no " + name);
    }

    @Override
    public void close() {
      // nothing is kept open
    }
  }
}
