package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.partition.setup.SystemTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills in the files of a channel. Their texts are files themselves, {@code usr/share/qm/ipc} of
 * what lands on a machine, whose README says what may stand in them.
 *
 * @param system where they are
 * @param etc the partition's tree that is {@code /etc} inside
 * @param ids whose user ids the partition has
 */
record ChannelTemplate(SystemTree system, String etc, Ids ids) {
  private static final String FOLDER = "usr/share/qm/ipc/";
  private static final String MACHINE = "machine/";
  private static final String PARTITION = "partition/etc/";
  private static final String NAME = "NAME";

  /** What all channels between the two sides need. */
  private static final String DOOR = "door";

  /** Whose user ids the partition has. */
  enum Ids {
    OWN,
    HOST
  }

  /** The files of a channel, in the order in which they are best written. */
  List<ChannelFile> files(
      ChannelName name,
      ChannelKind kind,
      ImageName server,
      ImageName client,
      Optional<McsLevel> level)
      throws HostException {
    var words = new LinkedHashMap<String, String>();
    words.put("@NAME@", name.text());
    level.ifPresent(categories -> words.put("@LEVEL@", categories.toString()));
    words.put("@SERVER_IMAGE@", server.text());
    words.put("@CLIENT_IMAGE@", client.text());
    var marks = new HashMap<String, Boolean>();
    marks.put("@DEMO_SERVER@", server.isDemo());
    marks.put("@DEMO_CLIENT@", client.isDemo());
    marks.put("@USER_NAMESPACE@", ids == Ids.OWN);
    marks.put("@PLAIN@", ids == Ids.HOST);
    var files = new ArrayList<ChannelFile>();
    if (kind.isAcross()) {
      add(DOOR, ChannelFile.Sharing.SHARED, name, words, marks, files);
    }
    add(kind.word(), ChannelFile.Sharing.OWN, name, words, marks, files);
    if (files.stream().noneMatch(file -> file.sharing() == ChannelFile.Sharing.OWN)) {
      throw new HostException(
          "cannot make a channel " + kind.meaning(),
          "the files that it is made from are missing: "
              + system.home().resolve(FOLDER + kind.word()),
          "this qm is not complete; install it again");
    }
    return files;
  }

  private void add(
      String folder,
      ChannelFile.Sharing sharing,
      ChannelName name,
      Map<String, String> words,
      Map<String, Boolean> marks,
      List<ChannelFile> files)
      throws HostException {
    for (var file : system.files(FOLDER + folder)) {
      var text = new String(system.read(FOLDER + folder + "/" + file), StandardCharsets.UTF_8);
      files.add(
          new ChannelFile(
              target(file).replace(NAME, name.text()), fill(text, words, marks), sharing));
    }
  }

  private String target(String file) throws HostException {
    if (file.startsWith(MACHINE)) {
      return "/" + file.substring(MACHINE.length());
    }
    if (file.startsWith(PARTITION)) {
      return etc + "/" + file.substring(PARTITION.length());
    }
    throw new HostException(
        "cannot use QM's own file " + file, "it is neither the machine's nor the partition's");
  }

  private static String fill(String text, Map<String, String> words, Map<String, Boolean> marks) {
    var filled = new StringBuilder(text.length());
    for (var start = 0; start < text.length(); ) {
      var end = text.indexOf('\n', start) + 1;
      var next = end == 0 ? text.length() : end;
      var kept = keep(text.substring(start, next), marks);
      if (kept.isPresent()) {
        filled.append(replace(kept.get(), words));
      }
      start = next;
    }
    return filled.toString();
  }

  /** The line without the mark at its begin; nothing when it does not fit. */
  private static Optional<String> keep(String line, Map<String, Boolean> marks) {
    for (var mark : marks.entrySet()) {
      if (line.startsWith(mark.getKey())) {
        return mark.getValue()
            ? Optional.of(line.substring(mark.getKey().length()))
            : Optional.empty();
      }
    }
    return Optional.of(line);
  }

  /** The images come last: only they may hold an {@code @}. */
  private static String replace(String line, Map<String, String> words) {
    var filled = line;
    for (var word : words.entrySet()) {
      filled = filled.replace(word.getKey(), word.getValue());
    }
    return filled;
  }
}
