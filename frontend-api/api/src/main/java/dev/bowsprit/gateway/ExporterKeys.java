package dev.bowsprit.gateway;

/** The exporters of BuildKit and the keys of their attributes. */
public final class ExporterKeys {

  /** The exporter of images to the daemon's store and registries. */
  public static final String IMAGE = "image";

  /** The exporter of OCI layouts. */
  public static final String OCI = "oci";

  /** The exporter of archives for {@code docker load}. */
  public static final String DOCKER = "docker";

  /** The exporter of files to the client. */
  public static final String LOCAL = "local";

  /** The exporter of files to the client in an archive. */
  public static final String TAR = "tar";

  /** The image's names, by commas. */
  public static final String NAME = "name";

  /** Whether the image goes to its registry: a boolean. */
  public static final String PUSH = "push";

  /** Whether it goes there without tag: a boolean. */
  public static final String PUSH_BY_DIGEST = "push-by-digest";

  /** Whether the registry may speak plain HTTP: a boolean. */
  public static final String INSECURE = "registry.insecure";

  /** Whether the image is unpacked for containers: a boolean. */
  public static final String UNPACK = "unpack";

  /** Gives the image a further name: the value, {@code @} and the digest. */
  public static final String DANGLING_NAME_PREFIX = "dangling-name-prefix";

  /**
   * Whether that name is for images without another only: a boolean; the misspelling is the wire's.
   */
  public static final String DANGLING_NAME_EMPTY_ONLY = "danging-name-empty-only";

  /** Whether the image gets a further name with its digest: a boolean. */
  public static final String NAME_CANONICAL = "name-canonical";

  /** Whether the image goes to the daemon's store: a boolean. */
  public static final String STORE = "store";

  /** Whether media types are OCI's or Docker's: a boolean. */
  public static final String OCI_MEDIATYPES = "oci-mediatypes";

  /** Whether attestations are OCI artifacts: a boolean. */
  public static final String OCI_ARTIFACT = "oci-artifact";

  /** Whether attestations go with the image: a boolean. */
  public static final String ATTESTATION_INLINE = "attestation-inline";

  /** Whether layers that may not be distributed stay marked so: a boolean. */
  public static final String PREFER_NONDIST_LAYERS = "prefer-nondist-layers";

  /**
   * How new layers are compressed: {@code uncompressed}, {@code gzip}, {@code estargz} or {@code
   * zstd}.
   */
  public static final String COMPRESSION = "compression";

  /** Whether old layers are as well: a boolean. */
  public static final String FORCE_COMPRESSION = "force-compression";

  /** How hard. */
  public static final String COMPRESSION_LEVEL = "compression-level";

  /** Whether times in layers are no later than the epoch: a boolean. */
  public static final String REWRITE_TIMESTAMP = "rewrite-timestamp";

  /** The latest time in the result, in seconds of Unix. */
  public static final String SOURCE_DATE_EPOCH = "source-date-epoch";

  /** Begins the keys of annotations: {@code annotation[-type][[platform]].key}. */
  public static final String ANNOTATION_PREFIX = "annotation";

  /** Begins the names of files of attestations. */
  public static final String ATTESTATION_PREFIX = "attestation-prefix";

  /** Whether files of several platforms go to directories of their own: a boolean. */
  public static final String PLATFORM_SPLIT = "platform-split";

  /** What happens to the client's other files: {@code copy} or {@code delete}. */
  public static final String MODE = "mode";

  /** Whether a layout is an archive: a boolean. */
  public static final String TAR_OUTPUT = "tar";

  /**
   * The key of an annotation of the image's manifest of a platform, as an attribute of an exporter
   * or as metadata of a result.
   *
   * @param platform the platform's id; that of each platform if it is empty
   */
  public static String manifestAnnotation(String platform, String name) {
    String selected = platform.isEmpty() ? "" : "[" + platform + "]";
    return ANNOTATION_PREFIX + "-manifest" + selected + "." + name;
  }

  /** The key of an annotation of the index. */
  public static String indexAnnotation(String name) {
    return ANNOTATION_PREFIX + "-index." + name;
  }

  private ExporterKeys() {}
}
