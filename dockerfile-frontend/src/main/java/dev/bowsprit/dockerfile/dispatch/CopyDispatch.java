package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.dockerfile.lint.CopyIgnoredFile;
import dev.bowsprit.dockerfile.stage.Stage;
import dev.bowsprit.dockerfile.stage.StageState;
import dev.bowsprit.frontend.context.GitReference;
import dev.bowsprit.frontend.context.UsedPaths;
import dev.bowsprit.frontend.context.WebAddress;
import dev.bowsprit.grammar.Instruction.Add;
import dev.bowsprit.grammar.Instruction.Copy;
import dev.bowsprit.grammar.Instruction.InlineFile;
import dev.bowsprit.grammar.Instruction.Transfer;
import dev.bowsprit.grammar.Word;
import dev.bowsprit.llb.Capabilities;
import dev.bowsprit.llb.CopyAction;
import dev.bowsprit.llb.FileAction;
import dev.bowsprit.llb.FileState;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.State;
import dev.bowsprit.llb.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** COPY and ADD: files from elsewhere. */
final class CopyDispatch {

  private static final int INLINE_MODE = 0644;

  private final Surroundings here;
  private final Transfer instruction;
  private final Optional<Add> add;
  private final Optional<Stage> from;
  private final Platform platform;
  private final ImagePath paths;

  CopyDispatch(Surroundings here, Transfer instruction) {
    this.here = here;
    this.instruction = instruction;
    this.add = instruction instanceof Add a ? Optional.of(a) : Optional.empty();
    this.from = here.step().sources().stream().findFirst();
    this.platform = here.state().platform().orElse(here.scope().platforms().target());
    this.paths = ImagePath.of(here.state());
  }

  /**
   * The instruction with its variables replaced.
   *
   * @param owner {@code user[:group]}; may be empty
   * @param mode permissions; may be empty
   * @param checksum what the source must have; may be empty
   * @param sources paths and addresses
   * @param destination as it is written
   * @param documents here-documents
   */
  private record Expanded(
      String owner,
      String mode,
      String checksum,
      List<String> sources,
      String destination,
      List<Document> documents) {}

  private record Document(String name, String content) {}

  StageState apply() {
    Expanded expanded = expand();
    if (from.isPresent() && !from.get().finished()) {
      String name = instruction instanceof Copy copy ? copy.from().map(Word::text).orElse("") : "";
      throw here.error(
          "cannot copy from stage %s, it needs to be defined before current stage %s"
              .formatted(Texts.quote(name), Texts.quote(here.stage().shownName())));
    }
    StageState state = copied(expanded);
    noteUse(expanded.sources);
    return state.withHistory(history(expanded), true, here.scope().epoch());
  }

  private Expanded expand() {
    String owner = instruction.chown().map(here::expand).orElse("");
    String mode = instruction.chmod().map(here::expand).orElse("");
    String checksum = add.flatMap(Add::checksum).map(here::expand).orElse("");
    List<String> sources = instruction.sources().stream().map(here::expand).toList();
    String destination = here.expand(instruction.destination());
    List<Document> documents = new ArrayList<>();
    for (InlineFile file : instruction.inlineFiles()) {
      String content = file.expand() ? here.expandContent(file.content()) : file.content();
      documents.add(new Document(file.name().text(), content));
    }
    return new Expanded(owner, mode, checksum, sources, destination, documents);
  }

  private StageState copied(Expanded expanded) {
    String destination = destination(expanded.destination);
    Optional<FileMode> mode =
        expanded.mode.isEmpty() ? Optional.empty() : Optional.of(FileMode.parse(expanded.mode));
    checkChecksum(expanded);
    String text = here.scope().words().stepName(here.code(), here.variables());
    String name = here.shownAs(Optional.of(platform), text);
    RemoteSources remote = new RemoteSources(here, add, expanded.checksum, name);
    Chain chain = new Chain(expanded.owner, mode, destination);
    for (String source : expanded.sources) {
      if (!addRemote(chain, remote, source)) {
        addLocal(chain, source);
      }
    }
    for (Document document : expanded.documents) {
      addDocument(chain, document);
    }
    FileAction action = chain.action();
    if (instruction.link()
        && expanded.mode.isEmpty()
        && here.scope().host().operations().supports(Capabilities.MERGE_OP)) {
      return new LinkedCopy(here, platform).apply(action, text, name);
    }
    FileState files = here.locate(here.state().files().file(action).named(name));
    return here.counted(
        here.state().withFiles(here.stage().ignoreCache() ? files.ignoreCache() : files));
  }

  private String destination(String written) {
    String path;
    try {
      path = paths.withoutDrive(written, true);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("removing drive letter: " + e.getMessage(), e);
    }
    if (paths.isAbsolute(path)) {
      return paths.normalize("/", path, true);
    }
    boolean here = path.isEmpty() || path.equals(".");
    return paths.normalize(this.here.state().files().dir(), here ? "./" : path, true);
  }

  private void checkChecksum(Expanded expanded) {
    if (expanded.checksum.isEmpty()) {
      return;
    }
    if (expanded.sources.size() != 1) {
      throw here.error("checksum can't be specified for multiple sources");
    }
    String source = expanded.sources.getFirst();
    if (!GitReference.isPlainWeb(source) && !GitReference.isGit(source)) {
      throw here.error("checksum requires HTTP(S) or Git sources");
    }
  }

  private boolean addRemote(Chain chain, RemoteSources remote, String source) {
    Optional<GitReference> git =
        GitReference.find(source).filter(reference -> !reference.looksLocal());
    if (git.isPresent()) {
      if (add.isEmpty()) {
        throw here.error("source can't be a git ref for COPY");
      }
      chain.add(remote.git(git.get()), "/", CopyAction::createDestination);
      return true;
    }
    if (!GitReference.isPlainWeb(source)) {
      return false;
    }
    if (add.isEmpty()) {
      throw here.error("source can't be a URL for COPY");
    }
    String file = WebAddress.fileName(source);
    boolean unpack = add.flatMap(Add::unpack).orElse(false);
    chain.add(
        remote.web(source, file),
        file,
        copy -> unpack ? copy.createDestination().unpack() : copy.createDestination());
    return true;
  }

  private void addLocal(Chain chain, String written) {
    if (from.isEmpty() && here.ignored().isPresent()) {
      CopyIgnoredFile.check(
          here.linter(),
          here.place(),
          here.ignored().get(),
          add.isPresent() ? "Add" : "Copy",
          written);
    }
    boolean parents = instruction instanceof Copy copy && copy.parents();
    ParentPaths parentPaths = ParentPaths.of(paths, written, parents);
    boolean unpack = add.isPresent() && add.get().unpack().orElse(true);
    chain.add(
        from.map(stage -> stage.state().files()).orElse(here.context()),
        parentPaths.source(),
        copy -> {
          CopyAction action =
              parentPaths
                  .on(copy)
                  .followSymlinks()
                  .contentsOnly()
                  .createDestination()
                  .wildcards()
                  .orNothing();
          return unpack ? action.unpack() : action;
        });
  }

  private void addDocument(Chain chain, Document document) {
    String file;
    try {
      file = paths.withoutDrive(document.name, false);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("removing drive letter: " + e.getMessage(), e);
    }
    State content =
        Llb.scratch()
            .file(FileAction.mkfile(file, INLINE_MODE, Heredocs.bytes(document.content)))
            .named("[internal] preparing inline document")
            .constrain(c -> c.withPlatform(platform));
    chain.add(content, paths.slashes(file), CopyAction::createDestination);
  }

  private void noteUse(List<String> sources) {
    UsedPaths used = from.map(Stage::used).orElse(here.stage().contextPaths());
    for (String source : sources) {
      if (add.isEmpty() || !(source.startsWith("http://") || source.startsWith("https://"))) {
        used.add(source);
      }
    }
  }

  private String history(Expanded expanded) {
    StringBuilder text = new StringBuilder(add.isPresent() ? "ADD" : "COPY");
    if (instruction instanceof Copy copy && copy.parents()) {
      text.append(" --parents");
    }
    if (!expanded.owner.isEmpty()) {
      text.append(" --chown=").append(expanded.owner);
    }
    if (!expanded.mode.isEmpty()) {
      text.append(" --chmod=").append(expanded.mode);
    }
    expanded.sources.forEach(source -> text.append(' ').append(source));
    expanded.documents.forEach(document -> text.append(" <<").append(document.name));
    return text.append(' ').append(expanded.destination).append(" # buildkit").toString();
  }

  /** The copies of an instruction, which are one operation. */
  private final class Chain {
    private final String owner;
    private final Optional<FileMode> mode;
    private final String destination;
    private Optional<CopyAction> last = Optional.empty();

    Chain(String owner, Optional<FileMode> mode, String destination) {
      this.owner = owner;
      this.mode = mode;
      this.destination = destination;
    }

    void add(State state, String source, java.util.function.UnaryOperator<CopyAction> options) {
      CopyAction copy =
          last.isPresent()
              ? last.get().thenCopy(state, source, destination)
              : FileAction.copy(state, source, destination);
      copy = options.apply(copy);
      if (mode.isPresent()) {
        copy = mode.get().on(copy);
      }
      if (!owner.isEmpty()) {
        copy = copy.owner(owner);
      }
      List<String> excluded = instruction.excludes().stream().map(Word::text).toList();
      last = Optional.of(excluded.isEmpty() ? copy : copy.exclude(excluded));
    }

    FileAction action() {
      return last.orElseThrow(() -> here.error("no sources"));
    }
  }
}
