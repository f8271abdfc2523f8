package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code qm ipc new} made for a channel. It is on the disk before anything that it names, so
 * that nothing exists that it does not know, whenever the power goes.
 *
 * @param level the categories of its ends, inside QM
 * @param folders those that were not there before, the outermost first
 * @param files in the order in which they were written
 */
public record ChannelRecord(
    ChannelName name,
    ChannelKind kind,
    ImageName server,
    ImageName client,
    Optional<McsLevel> level,
    List<String> folders,
    List<Made> files) {
  public ChannelRecord {
    folders = List.copyOf(folders);
    files = List.copyOf(files);
  }

  /**
   * A file that was made.
   *
   * @param digests the SHA-256 of each content that may have been left there: two while a new
   *     content is being written, else one
   */
  public record Made(String path, ChannelFile.Sharing sharing, List<String> digests) {
    public Made {
      digests = List.copyOf(digests);
    }

    private String line() {
      var word =
          switch (sharing) {
            case OWN -> "own";
            case SHARED -> "shared";
          };
      return word + " " + String.join(",", digests) + " " + path + "\n";
    }
  }

  /** The file's entry, if it is one of this channel's. */
  Optional<Made> made(String path) {
    return files.stream().filter(file -> file.path().equals(path)).findFirst();
  }

  /** The same channel, of which only these files and folders are left. */
  ChannelRecord with(List<String> fewerFolders, List<Made> fewerFiles) {
    return new ChannelRecord(name, kind, server, client, level, fewerFolders, fewerFiles);
  }

  /** As it is written to the disk. */
  String text() {
    var text = new StringBuilder();
    text.append(
        "# Written by `qm ipc new`: what it made for this channel, with the SHA-256 of each.\n");
    text.append("# `qm ipc remove ").append(name).append("` takes it back, and nothing else.\n");
    text.append("kind ").append(kind.word()).append('\n');
    text.append("server ").append(server).append('\n');
    text.append("client ").append(client).append('\n');
    level.ifPresent(categories -> text.append("level ").append(categories).append('\n'));
    for (var folder : folders) {
      text.append("folder ").append(folder).append('\n');
    }
    for (var file : files) {
      text.append(file.line());
    }
    return text.toString();
  }

  /**
   * Reads what {@link #text} writes.
   *
   * @param file for errors
   * @throws HostException at a line that this version does not know
   */
  static ChannelRecord parse(ChannelName name, String text, Path file) throws HostException {
    Optional<ChannelKind> kind = Optional.empty();
    var server = ImageName.DEMO;
    var client = ImageName.DEMO;
    Optional<McsLevel> level = Optional.empty();
    var folders = new ArrayList<String>();
    var files = new ArrayList<Made>();
    var number = 0;
    for (var line : text.lines().toList()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      var blank = line.indexOf(' ');
      var word = blank < 0 ? line : line.substring(0, blank);
      var rest = blank < 0 ? "" : line.substring(blank + 1);
      switch (word) {
        case "kind" -> kind = Optional.of(known(ChannelKind.of(rest), file, number));
        case "server" -> server = known(ImageName.parse(rest), file, number);
        case "client" -> client = known(ImageName.parse(rest), file, number);
        case "level" -> level = Optional.of(known(McsLevel.parse(rest), file, number));
        case "folder" -> folders.add(known(path(rest), file, number));
        case "own" -> files.add(known(made(rest, ChannelFile.Sharing.OWN), file, number));
        case "shared" -> files.add(known(made(rest, ChannelFile.Sharing.SHARED), file, number));
        default -> throw unknown(file, number);
      }
    }
    return new ChannelRecord(
        name, known(kind, file, number), server, client, level, folders, files);
  }

  private static Optional<Made> made(String rest, ChannelFile.Sharing sharing) {
    var blank = rest.indexOf(' ');
    return blank <= 0
        ? Optional.empty()
        : path(rest.substring(blank + 1))
            .map(path -> new Made(path, sharing, List.of(rest.substring(0, blank).split(","))));
  }

  private static Optional<String> path(String text) {
    return text.startsWith("/") && !text.contains("/..") ? Optional.of(text) : Optional.empty();
  }

  private static <T> T known(Optional<T> value, Path file, int line) throws HostException {
    if (value.isEmpty()) {
      throw unknown(file, line);
    }
    return value.get();
  }

  private static HostException unknown(Path file, int line) {
    return new HostException(
        file + ":" + line + ": cannot read this line of a channel's record",
        "another version of qm wrote it, or somebody changed it",
        "use that version, or mend the line");
  }
}
