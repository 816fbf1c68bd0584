package dev.bowsprit.runtime.ops;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.PathPattern;
import dev.bowsprit.runtime.solver.CacheMap;
import dev.bowsprit.runtime.solver.CacheMap.InputKey;
import dev.bowsprit.runtime.worker.ContentHasher.Selection;
import dev.bowsprit.wire.pb.ChownOpt;
import dev.bowsprit.wire.pb.FileAction;
import dev.bowsprit.wire.pb.FileActionCopy;
import dev.bowsprit.wire.pb.UserOpt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The cache key of a file operation: the actions, and of each input that is only read the content
 * of what is read. Where a copied file lies in its source does not count, only its name.
 */
final class FileOpKeys {

  private FileOpKeys() {}

  static CacheMap of(FilePlan plan) {
    Map<Integer, List<Selection>> read = new HashMap<>();
    Set<Integer> written = new HashSet<>();
    MessageDigest hash = Digest.sha256Hash();
    hash.update("buildkit.file.v0".getBytes(StandardCharsets.UTF_8));
    for (FileAction action : plan.actions()) {
      written.add((int) action.getInput());
      FilePlan.owner(action).ifPresent(owner -> readNames(owner, read));
      FileAction counted = action;
      if (action.getActionCase() == FileAction.ActionCase.COPY
          && action.getSecondaryInput() != -1
          && action.getSecondaryInput() < plan.inputs()) {
        FileActionCopy copy = action.getCopy();
        add(read, action.getSecondaryInput(), selection(copy));
        counted =
            action.toBuilder().setCopy(copy.toBuilder().setSrc(GoPath.base(copy.getSrc()))).build();
      }
      byte[] bytes = counted.toByteArray();
      hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      hash.update(bytes);
    }
    List<InputKey> inputs = new ArrayList<>();
    for (int i = 0; i < plan.inputs(); i++) {
      List<Selection> selections = read.get(i);
      inputs.add(
          selections == null || written.contains(i)
              ? InputKey.byDefinition()
              : InputKey.byContent(selector(selections), withoutNested(selections)));
    }
    return new CacheMap(Digest.ofSha256(hash), inputs);
  }

  private static Selection selection(FileActionCopy copy) {
    return new Selection(
        GoPath.join("/", copy.getSrc()),
        copy.getAllowWildcard() && PathPattern.present(copy.getSrc()),
        copy.getFollowSymlink(),
        copy.getIncludePatternsList(),
        copy.getExcludePatternsList(),
        copy.getRequiredPathsList());
  }

  private static void readNames(ChownOpt owner, Map<Integer, List<Selection>> read) {
    readName(owner.getUser(), "/etc/passwd", read);
    readName(owner.getGroup(), "/etc/group", read);
  }

  private static void readName(UserOpt user, String file, Map<Integer, List<Selection>> read) {
    if (user.getUserCase() == UserOpt.UserCase.BYNAME) {
      Selection selection = new Selection(file, false, true, List.of(), List.of(), List.of());
      add(read, user.getByName().getInput(), selection);
    }
  }

  private static void add(Map<Integer, List<Selection>> read, long input, Selection selection) {
    read.computeIfAbsent((int) input, _ -> new ArrayList<>()).add(selection);
  }

  private static Digest selector(List<Selection> selections) {
    return Digest.sha256(
        String.join(
            "\0",
            selections.stream().map(Selection::path).sorted(Comparator.reverseOrder()).toList()));
  }

  /** Without plain paths that lie in others that are read anyway. */
  private static List<Selection> withoutNested(List<Selection> selections) {
    Set<Selection> result = new LinkedHashSet<>();
    for (Selection each : selections) {
      boolean nested =
          isPlain(each)
              && selections.stream()
                  .anyMatch(
                      other ->
                          isPlain(other)
                              && other.followLinks() == each.followLinks()
                              && isBelow(each.path(), other.path()));
      if (!nested) {
        result.add(each);
      }
    }
    return result.stream().sorted(Comparator.comparing(Selection::path)).toList();
  }

  private static boolean isPlain(Selection selection) {
    return !selection.wildcard()
        && selection.includes().isEmpty()
        && selection.excludes().isEmpty()
        && selection.requiredPaths().isEmpty();
  }

  private static boolean isBelow(String path, String folder) {
    return !path.equals(folder) && path.startsWith(folder.equals("/") ? "/" : folder + "/");
  }
}
