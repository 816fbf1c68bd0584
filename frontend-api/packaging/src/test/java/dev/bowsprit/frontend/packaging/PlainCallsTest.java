package dev.bowsprit.frontend.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlainCallsTest {

  private static final Set<String> BOOTSTRAPS = Set.of("typeSwitch", "bootstrap");

  private static byte[] bytes(String type) throws IOException {
    try (InputStream in =
        PlainCallsTest.class.getResourceAsStream("/" + type.replace('.', '/') + ".class")) {
      return in.readAllBytes();
    }
  }

  private static byte[] plain(String type) throws IOException {
    return PlainCalls.in(
        bytes(type),
        ClassHierarchyResolver.ofResourceParsing(PlainCallsTest.class.getClassLoader()));
  }

  /** The calls that are linked by what records and choices of cases are linked by. */
  private static List<String> linked(byte[] classFile) {
    List<String> names = new ArrayList<>();
    ClassFile.of().parse(classFile).methods().stream()
        .flatMap(method -> method.code().stream())
        .flatMap(code -> code.elementStream())
        .forEach(
            element -> {
              if (element instanceof InvokeDynamicInstruction call) {
                names.add(call.bootstrapMethod().methodName());
              }
            });
    names.retainAll(BOOTSTRAPS);
    return names;
  }

  /** Loads the samples, of their own, with plain calls. */
  private static final class PlainLoader extends ClassLoader {

    PlainLoader() {
      super(PlainCallsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(PlainCallsSamples.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      try {
        byte[] content = plain(name);
        return defineClass(name, content, 0, content.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void classesDoTheSameWithPlainCalls() throws Exception {
    Class<?> type = new PlainLoader().loadClass(PlainCallsSamples.class.getName());
    assertThat(type).isNotSameAs(PlainCallsSamples.class);
    Method report = type.getDeclaredMethod("report");
    report.setAccessible(true);
    assertThat(report.invoke(null)).isEqualTo(PlainCallsSamples.report());
    assertThat(PlainCallsSamples.report()).contains("twice [1]", "the alphabet", "Nothing[]0true");
  }

  @Test
  void recordsAndChoicesOfTypesAreNotLinkedAnyMore() throws IOException {
    for (Class<?> type :
        List.of(
            PlainCallsSamples.Everything.class,
            PlainCallsSamples.Nothing.class,
            PlainCallsSamples.Shape.class,
            PlainCallsSamples.Types.class)) {
      assertThat(linked(bytes(type.getName()))).isNotEmpty();
      assertThat(linked(plain(type.getName()))).isEmpty();
    }
  }

  @Test
  void casesWithConstantsAreLeftToThePlatform() throws IOException {
    byte[] classFile = bytes(PlainCallsSamples.Constants.class.getName());
    assertThat(linked(classFile)).containsExactly("typeSwitch");
    assertThat(plain(PlainCallsSamples.Constants.class.getName())).isEqualTo(classFile);
  }

  @Test
  void classesWhoseSurroundingsAreMissingStayValid() throws IOException {
    byte[] classFile = bytes(PlainCallsSamples.Shape.class.getName());
    ClassHierarchyResolver nobody = type -> null;
    byte[] result = PlainCalls.in(classFile, nobody);
    assertThat(ClassFile.of().verify(result)).isEmpty();
  }
}
