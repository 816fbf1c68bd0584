package dev.bowsprit.runtime.source.image;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.image.ImagePlatform;
import dev.bowsprit.runtime.worker.image.Manifests;
import dev.bowsprit.runtime.worker.image.MediaTypes;
import dev.bowsprit.wire.gateway.AttestationChain;
import dev.bowsprit.wire.gateway.Blob;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Collects what a client needs to decide by itself whether to trust an image: its index, the
 * manifest of its attestations, and the signature of those.
 */
final class AttestationChains {

  private static final String REFERENCE_TYPE = "vnd.docker.reference.type";
  private static final String REFERENCE_DIGEST = "vnd.docker.reference.digest";
  private static final String ATTESTATION = "attestation-manifest";
  private static final String PREDICATE_TYPE = "in-toto.io/predicate-type";
  private static final String IN_TOTO = "application/vnd.in-toto+json";
  private static final String SIGSTORE_BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
  private static final String COSIGN_SIGNATURE = "application/vnd.dev.cosign.artifact.sig.v1+json";
  private static final Set<String> PROVENANCE =
      Set.of("https://slsa.dev/provenance/v0.2", "https://slsa.dev/provenance/v1");

  /** Docker's hardened images keep their attestations apart. */
  private static final String HARDENED_TITLE = "dhi/";

  private static final String HARDENED_BUILD = "com.docker.dhi.build.id";
  private static final String TITLE = "org.opencontainers.image.title";

  private final ImagePuller puller;
  private final ImageRepository repository;

  AttestationChains(ImagePuller puller, ImageRepository repository) {
    this.puller = puller;
    this.repository = repository;
  }

  /**
   * The chain of an image; empty if it has no index, and so no attestations.
   *
   * @param predicates the types of statements that are wanted besides
   */
  Optional<AttestationChain> of(Descriptor root, ImagePlatform platform, Set<String> predicates)
      throws IOException {
    if (!root.mediaType().equals(MediaTypes.OCI_INDEX)) {
      return Optional.empty();
    }
    byte[] index = puller.document(repository, root);
    List<Manifests.Entry> entries = Manifests.index(index);
    Descriptor image = image(entries, platform);
    AttestationChain.Builder chain =
        AttestationChain.newBuilder()
            .setRoot(root.digest().toString())
            .setImageManifest(image.digest().toString());
    add(chain, root);
    Optional<Descriptor> attestation =
        isHardened(index, entries)
            ? Optional.of(provenance(image.digest()))
            : attestation(entries, image.digest());
    if (attestation.isPresent()) {
      chain.setAttestationManifest(attestation.get().digest().toString());
      add(chain, attestation.get());
      Optional<Descriptor> signature = signature(attestation.get().digest());
      if (signature.isPresent()) {
        chain.addSignatureManifests(signature.get().digest().toString());
        for (Descriptor layer : layers(add(chain, signature.get()))) {
          add(chain, layer);
        }
      }
      addStatements(chain, attestation.get(), predicates);
    }
    return Optional.of(chain.build());
  }

  private static Descriptor image(List<Manifests.Entry> entries, ImagePlatform platform) {
    List<Manifests.Entry> images =
        entries.stream()
            .filter(entry -> MediaTypes.isManifest(entry.descriptor().mediaType()))
            .toList();
    return Manifests.select(images, platform)
        .orElseThrow(
            () ->
                GatewayException.of(
                    Code.NOT_FOUND,
                    "resolving image manifest for platform %s: no manifest for platform %s: not found"
                        .formatted(platform.formatAll(), platform.formatAll())))
        .descriptor();
  }

  private static Optional<Descriptor> attestation(List<Manifests.Entry> entries, Digest image) {
    return entries.stream()
        .map(Manifests.Entry::descriptor)
        .filter(entry -> ATTESTATION.equals(entry.annotations().get(REFERENCE_TYPE)))
        .filter(entry -> image.toString().equals(entry.annotations().get(REFERENCE_DIGEST)))
        .findFirst();
  }

  private static boolean isHardened(byte[] index, List<Manifests.Entry> entries)
      throws IOException {
    return Manifests.annotations(index).getOrDefault(TITLE, "").startsWith(HARDENED_TITLE)
        && entries.stream()
            .map(entry -> entry.descriptor().annotations().getOrDefault(HARDENED_BUILD, ""))
            .noneMatch(String::isEmpty);
  }

  private Descriptor provenance(Digest image) throws IOException {
    return repository.referrers(image).stream()
        .filter(referrer -> referrer.artifactType().equals(IN_TOTO))
        .map(Manifests.Referrer::descriptor)
        .filter(one -> PROVENANCE.contains(one.annotations().getOrDefault(PREDICATE_TYPE, "")))
        .findFirst()
        .orElseThrow(
            () ->
                GatewayException.of(
                    Code.UNKNOWN, "no attestation referrers found for DHI manifest " + image));
  }

  /** One signature is enough; the form that holds all that is needed comes first. */
  private Optional<Descriptor> signature(Digest attestation) throws IOException {
    return repository.referrers(attestation).stream()
        .filter(
            referrer ->
                referrer.artifactType().equals(SIGSTORE_BUNDLE)
                    || referrer.artifactType().equals(COSIGN_SIGNATURE))
        .min(
            Comparator.comparing(
                (Manifests.Referrer referrer) -> !referrer.artifactType().equals(SIGSTORE_BUNDLE)))
        .map(Manifests.Referrer::descriptor);
  }

  private void addStatements(
      AttestationChain.Builder chain, Descriptor attestation, Set<String> predicates)
      throws IOException {
    if (predicates.isEmpty()) {
      return;
    }
    for (Descriptor layer : layers(puller.document(repository, attestation))) {
      if (predicates.contains(layer.annotations().getOrDefault(PREDICATE_TYPE, ""))
          && !chain.containsBlobs(layer.digest().toString())) {
        add(chain, layer);
      }
    }
  }

  private static List<Descriptor> layers(byte[] manifest) throws IOException {
    return Manifests.manifest(manifest).layers();
  }

  private byte[] add(AttestationChain.Builder chain, Descriptor descriptor) throws IOException {
    byte[] content = puller.document(repository, descriptor);
    chain.putBlobs(
        descriptor.digest().toString(),
        Blob.newBuilder()
            .setDescriptor(message(descriptor))
            .setData(ByteString.copyFrom(content))
            .build());
    return content;
  }

  private static dev.bowsprit.wire.gateway.Descriptor message(Descriptor descriptor) {
    Map<String, String> annotations = descriptor.annotations();
    return dev.bowsprit.wire.gateway.Descriptor.newBuilder()
        .setMediaType(descriptor.mediaType())
        .setDigest(descriptor.digest().toString())
        .setSize(descriptor.size())
        .putAllAnnotations(annotations)
        .build();
  }
}
