package dev.qm.quadlet.mend;

import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a remedy would do, and what it says that the file says afterwards. The edits are carried out
 * only where it is so.
 *
 * @param done what is done, in half a sentence
 * @param edits changes of the file's text
 * @param gone the settings that are there no more
 * @param come those that are new
 * @param comments those that are new
 */
record Draft(
    String done, List<Edit> edits, List<Entry> gone, List<Said> come, List<String> comments) {
  Draft {
    edits = List.copyOf(edits);
    gone = List.copyOf(gone);
    come = List.copyOf(come);
    comments = List.copyOf(comments);
  }

  /** A draft that exchanges one setting. */
  static Draft exchange(String done, List<Edit> edits, Entry before, Said after) {
    return new Draft(done, edits, List.of(before), List.of(after), List.of());
  }

  /**
   * True if a text says what drafts promise: every other setting is there with its value, section
   * and order, every comment is there, and every line can be read that could be read before.
   */
  static boolean holdTrue(List<Draft> drafts, FileText before, FileText after) {
    List<Entry> gone = new ArrayList<>();
    List<Said> come = new ArrayList<>();
    List<String> comments = new ArrayList<>(comments(before));
    for (var draft : drafts) {
      gone.addAll(draft.gone());
      come.addAll(draft.come());
      comments.addAll(draft.comments());
    }
    return before.canBeRead()
        && after.canBeRead()
        && broken(after).equals(broken(before))
        && counted(comments(after)).equals(counted(comments))
        && isRestOf(said(after, Set.of()), said(before, Set.copyOf(gone)), come);
  }

  /** True if {@code all} is {@code rest}, in its order, with {@code come} somewhere in between. */
  private static boolean isRestOf(List<Said> all, List<Said> rest, List<Said> come) {
    var next = 0;
    List<Said> between = new ArrayList<>();
    for (var one : all) {
      if (next < rest.size() && rest.get(next).equals(one)) {
        next++;
      } else {
        between.add(one);
      }
    }
    return next == rest.size() && counted(between).equals(counted(come));
  }

  private static List<Said> said(FileText file, Set<Entry> without) {
    List<Said> said = new ArrayList<>();
    for (var i = 0; i < file.lines().size(); i++) {
      if (file.lines().get(i) instanceof Line.Setting setting
          && !without.contains(setting.entry())) {
        said.add(Said.of(file.section(i), setting.entry()));
      }
    }
    return said;
  }

  /** All comments, those between the lines of a setting too. */
  private static List<String> comments(FileText file) {
    List<String> comments = new ArrayList<>();
    for (var line : file.lines()) {
      switch (line) {
        case Line.Remark remark -> {
          if (!remark.isEmpty()) {
            comments.add(remark.text());
          }
        }
        case Line.Setting setting -> {
          for (var part : setting.raw().split("\n", -1)) {
            var bare = part.strip();
            if (bare.startsWith("#") || bare.startsWith(";")) {
              comments.add(bare);
            }
          }
        }
        case Line.Header _, Line.Broken _ -> {}
      }
    }
    return comments;
  }

  private static List<String> broken(FileText file) {
    List<String> broken = new ArrayList<>();
    for (var line : file.lines()) {
      if (line instanceof Line.Broken) {
        broken.add(line.raw());
      }
    }
    return broken;
  }

  private static <T> Map<T, Integer> counted(List<T> things) {
    Map<T, Integer> counted = new HashMap<>();
    for (var thing : things) {
      counted.merge(thing, 1, Integer::sum);
    }
    return counted;
  }
}
