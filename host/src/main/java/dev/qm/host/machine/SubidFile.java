package dev.qm.host.machine;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.file.AtomicFile;
import dev.qm.host.file.Bounded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /etc/subuid} or {@code /etc/subgid}: which ranges of ids a user may give to processes of
 * its own: subuid(5). Edits touch the lines concerned and leave every other byte alone.
 */
public final class SubidFile {
  private final Path file;

  private SubidFile(Path file) {
    this.file = file;
  }

  /** The file, which need not exist. */
  public static SubidFile at(Path file) {
    return new SubidFile(file);
  }

  /**
   * One line that grants something.
   *
   * @param owner a user name, or a user id in digits
   */
  public record Grant(String owner, IdRange range) {}

  /** All grants, in the order of the file. Lines that are none are left out. */
  public List<Grant> ranges() throws HostException {
    var grants = new ArrayList<Grant>();
    for (var line : KernelText.lines(text())) {
      var grant = parse(line);
      if (!grant.isEmpty()) {
        grants.add(grant.getFirst());
      }
    }
    return List.copyOf(grants);
  }

  /** True when {@code owner} has exactly this range. */
  public boolean grants(String owner, IdRange range) throws HostException {
    return ranges().contains(new Grant(owner, range));
  }

  /**
   * Gives {@code range} to {@code owner} on a line of its own at the end; nothing happens when that
   * line is there.
   *
   * @throws HostException when a part of the range is granted already
   */
  public void grant(String owner, IdRange range) throws HostException {
    if (owner.isEmpty() || owner.indexOf(':') >= 0 || !owner.equals(owner.strip())) {
      throw new IllegalArgumentException("not a user name: '" + owner + "'");
    }
    var wanted = new Grant(owner, range);
    for (var grant : ranges()) {
      if (grant.equals(wanted)) {
        return;
      }
      if (grant.range().overlaps(range)) {
        throw new HostException(
            "cannot reserve the ids " + range + " for " + owner + " in " + file,
            grant.owner() + " has " + grant.range() + " there",
            "choose another range, or remove that line if nobody uses it");
      }
    }
    var text = text();
    var end = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
    write(text + end + owner + ":" + range.first() + ":" + range.count() + "\n");
  }

  /** Takes every range from {@code owner}. */
  public void revoke(String owner) throws HostException {
    keep(grant -> !grant.owner().equals(owner));
  }

  private interface Choice {
    boolean keeps(Grant grant);
  }

  private void keep(Choice choice) throws HostException {
    var text = text();
    var kept = new StringBuilder(text.length());
    for (var start = 0; start < text.length(); ) {
      var end = text.indexOf('\n', start);
      var next = end < 0 ? text.length() : end + 1;
      var grant = parse(text.substring(start, end < 0 ? next : end));
      if (grant.isEmpty() || choice.keeps(grant.getFirst())) {
        kept.append(text, start, next);
      }
      start = next;
    }
    if (kept.length() != text.length()) {
      write(kept.toString());
    }
  }

  /** The grant on a line, as a list of one; an empty list for any other line. */
  private static List<Grant> parse(String line) {
    var fields = KernelText.split(line, ':');
    if (fields.size() != 3 || fields.getFirst().isEmpty() || line.startsWith("#")) {
      return List.of();
    }
    try {
      var range = new IdRange(Long.parseLong(fields.get(1)), Long.parseLong(fields.get(2).strip()));
      return List.of(new Grant(fields.getFirst(), range));
    } catch (IllegalArgumentException notNumbers) {
      return List.of();
    }
  }

  private String text() throws HostException {
    try {
      // one char a byte: what is not ours goes back as it came
      return new String(Bounded.bytes(file, Bounded.LIMIT), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException absent) {
      return "";
    } catch (IOException failure) {
      throw new HostException("cannot read " + file, failure);
    }
  }

  private void write(String text) throws HostException {
    var mode = "0644";
    try {
      if (Files.exists(file)) {
        mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
      }
    } catch (IOException failure) {
      throw new HostException("cannot write " + file, failure);
    }
    AtomicFile.write(file, text.getBytes(StandardCharsets.ISO_8859_1), mode);
  }
}
