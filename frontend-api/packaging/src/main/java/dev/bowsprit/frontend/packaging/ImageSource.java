package dev.bowsprit.frontend.packaging;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the parts of an image are: a registry, or a folder in OCI layout. */
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
          .orElseThrow(
              () ->
                  new PackagingException(
                      "%s has no %s %s"
                          .formatted(
                              name.name(), reference.contains(":") ? "image" : "tag", reference)));
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
   * @param place what it is called in errors
   * @param tag which one, as for {@link LayoutIndex#find}
   */
  record InLayout(Path folder, Path place, Optional<String> tag) implements ImageSource {

    @Override
    public Registry.Fetched top() throws IOException {
      Digest digest = LayoutIndex.read(folder, place).find(tag);
      return new Registry.Fetched(digest, manifest(digest));
    }

    @Override
    public Json manifest(Digest digest) throws IOException {
      return LayoutIndex.json(file(digest));
    }

    @Override
    public byte[] blob(Digest digest) throws IOException {
      return Files.readAllBytes(file(digest));
    }

    private Path file(Digest digest) throws PackagingException {
      Path file = new BlobFolder(folder).path(digest);
      if (!Files.exists(file)) {
        throw new PackagingException(place + " lacks " + digest);
      }
      return file;
    }

    @Override
    public void close() {
      // nothing is kept open
    }
  }
}
