package dev.bowsprit.frontend.packaging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Copies the jars of a class path for a process that lives for a tenth of a second: its classes
 * have {@linkplain PlainCalls plain calls} and {@linkplain OldClasses stack maps}, and nothing is
 * compressed, which the layer does better.
 *
 * <p>Equal jars give equal copies. A signed jar is copied as it is.
 */
final class JarCopies implements AutoCloseable {

  private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]*\\.(SF|RSA|DSA|EC)");

  private final List<ZipFile> jars = new ArrayList<>();
  private final ClassHierarchyResolver hierarchy =
      ClassHierarchyResolver.ofResourceParsing(this::find)
          .orElse(ClassHierarchyResolver.ofClassLoading(ClassLoader.getPlatformClassLoader()));

  /** Opens a class path's jars. */
  JarCopies(List<Path> classPath) throws IOException {
    try {
      for (Path jar : classPath) {
        jars.add(new ZipFile(jar.toFile()));
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Copies a jar. */
  void copy(Path jar, Path target) throws IOException {
    try (ZipFile from = new ZipFile(jar.toFile())) {
      List<ZipEntry> entries = List.copyOf(Collections.list(from.entries()));
      if (entries.stream().anyMatch(entry -> SIGNATURE.matcher(entry.getName()).matches())) {
        Files.copy(jar, target);
        return;
      }
      try (ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(target))) {
        for (ZipEntry entry : entries) {
          byte[] content = from.getInputStream(entry).readAllBytes();
          add(to, entry.getName(), isClass(entry) ? fast(content) : content);
        }
      }
    }
  }

  private byte[] fast(byte[] classFile) {
    return PlainCalls.in(OldClasses.renewed(classFile, hierarchy), hierarchy);
  }

  private static boolean isClass(ZipEntry entry) {
    return entry.getName().endsWith(".class");
  }

  private static void add(ZipOutputStream to, String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setLastModifiedTime(FileTime.from(Layer.TIME));
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    to.putNextEntry(entry);
    to.write(content);
    to.closeEntry();
  }

  @SuppressWarnings("NullAway") // the resolver asks for null where there is no such class
  private InputStream find(ClassDesc type) {
    String descriptor = type.descriptorString();
    return content(descriptor.substring(1, descriptor.length() - 1) + ".class")
        .map(ByteArrayInputStream::new)
        .orElse(null);
  }

  private Optional<byte[]> content(String name) {
    try {
      for (ZipFile jar : jars) {
        ZipEntry entry = jar.getEntry(name);
        if (entry != null) {
          return Optional.of(jar.getInputStream(entry).readAllBytes());
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (ZipFile jar : jars) {
      jar.close();
    }
  }
}
