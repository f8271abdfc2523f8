package dev.qm.device;

import java.util.ArrayList;
import java.util.List;

/** Changes of a JSON text that leave all else in it as it is. */
final class JsonEdits {
  /**
   * One change.
   *
   * @param from the first character that goes
   * @param to behind the last one that goes
   * @param text what comes
   */
  private record Edit(int from, int to, String text) {}

  private final List<Edit> edits = new ArrayList<>();

  /** Puts a member into an object, in place of a null or behind the last one. */
  void put(JsonSlot parent, JsonSlot member, String name, String value) {
    if (member.isNull()) {
      edits.add(new Edit(member.from(), member.to(), value));
    } else {
      append(parent, "\"" + name + "\":" + value);
    }
  }

  /** Adds elements to an array, which is made when it is not there; none change nothing. */
  void add(JsonSlot parent, JsonSlot array, String name, String elements) {
    if (elements.isEmpty()) {
      return;
    }
    if (array.isThere()) {
      append(array, elements);
    } else {
      put(parent, array, name, "[" + elements + "]");
    }
  }

  /** The changed text. */
  String in(String text) {
    if (edits.isEmpty()) {
      return text;
    }
    var changed = new StringBuilder(text.length() + 1024);
    var done = 0;
    // few edits: the next one is looked for each time; those at one place keep their order
    for (var left = new ArrayList<>(edits); !left.isEmpty(); ) {
      var next = 0;
      for (var i = 1; i < left.size(); i++) {
        if (left.get(i).from() < left.get(next).from()) {
          next = i;
        }
      }
      var edit = left.remove(next);
      changed.append(text, done, edit.from()).append(edit.text());
      done = edit.to();
    }
    return changed.append(text, done, text.length()).toString();
  }

  /** Before the closing bracket. */
  private void append(JsonSlot parent, String what) {
    var end = parent.to() - 1;
    edits.add(new Edit(end, end, (parent.isEmpty() ? "" : ",") + what));
    parent.fill();
  }
}
