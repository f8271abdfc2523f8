package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.partition.landing.Disk;
import dev.qm.partition.landing.FileMark;
import dev.qm.partition.landing.RecordText;
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

    /** That it landed. */
    FileMark mark() {
      return new FileMark(path, digests);
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

  /** The same channel, with these folders and files. */
  ChannelRecord with(List<String> others, List<Made> made) {
    return new ChannelRecord(name, kind, server, client, level, others, made);
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
   * @throws HostException at a line that this version does not know
   */
  static ChannelRecord parse(ChannelName name, RecordText text) throws HostException {
    Optional<ChannelKind> kind = Optional.empty();
    var server = ImageName.DEMO;
    var client = ImageName.DEMO;
    Optional<McsLevel> level = Optional.empty();
    var folders = new ArrayList<String>();
    var files = new ArrayList<Made>();
    var last = 1;
    for (var line : text.lines()) {
      last = line.number();
      var blank = line.text().indexOf(' ');
      var word = blank < 0 ? line.text() : line.text().substring(0, blank);
      var rest = blank < 0 ? "" : line.text().substring(blank + 1);
      switch (word) {
        case "kind" -> kind = Optional.of(known(ChannelKind.of(rest), text, last));
        case "server" -> server = known(ImageName.parse(rest), text, last);
        case "client" -> client = known(ImageName.parse(rest), text, last);
        case "level" -> level = Optional.of(known(McsLevel.parse(rest), text, last));
        case "folder" -> folders.add(known(path(rest), text, last));
        case "own" -> files.add(known(made(rest, ChannelFile.Sharing.OWN), text, last));
        case "shared" -> files.add(known(made(rest, ChannelFile.Sharing.SHARED), text, last));
        default -> throw text.unknown(last);
      }
    }
    return new ChannelRecord(name, known(kind, text, last), server, client, level, folders, files);
  }

  private static Optional<Made> made(String rest, ChannelFile.Sharing sharing) {
    var blank = rest.indexOf(' ');
    return blank <= 0
        ? Optional.empty()
        : path(rest.substring(blank + 1))
            .map(path -> new Made(path, sharing, KernelText.split(rest.substring(0, blank), ',')));
  }

  private static Optional<String> path(String text) {
    return Disk.isPlace(text) ? Optional.of(text) : Optional.empty();
  }

  private static <T> T known(Optional<T> value, RecordText record, int line) throws HostException {
    if (value.isEmpty()) {
      throw record.unknown(line);
    }
    return value.get();
  }
}
