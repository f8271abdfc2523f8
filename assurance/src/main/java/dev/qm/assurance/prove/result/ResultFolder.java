package dev.qm.assurance.prove.result;

import dev.qm.host.HostException;
import dev.qm.host.file.AtomicFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * A campaign on the disk: {@code campaign.json}, what was asked; {@code faults/NNN-NAME.json} for
 * each fault that is done, with all its samples, in the order in which they ran; {@code
 * result.json} once it has ended, whole or stopped. Each file is there as a whole or not at all, so
 * that one which was killed can go on where it was.
 *
 * <p>The folder is for one campaign and for one program at a time. Who reads it trusts nothing in
 * it: an error names the file and what in it cannot be.
 */
public final class ResultFolder {
  private static final String ASKED = "campaign.json";
  private static final String FAULTS = "faults";
  private static final String END = "result.json";
  private static final String SUFFIX = ".json";
  private static final String MODE = "0644";
  private static final int MOST_ENTRIES = 10_000;

  private final Path folder;
  private final Asked asked;
  private final List<FaultResult> results;

  private ResultFolder(Path folder, Asked asked, List<FaultResult> results) {
    this.folder = folder;
    this.asked = asked;
    this.results = results;
  }

  /**
   * Begins a new one.
   *
   * @param folder not there, or empty
   * @throws HostException when anything is in it, or it cannot be written
   */
  public static ResultFolder begin(Path folder, Asked asked) throws HostException {
    if (Files.exists(folder.resolve(ASKED), LinkOption.NOFOLLOW_LINKS)) {
      throw new HostException(
          folder + " has a campaign already",
          "",
          "go on with it by --resume, or name a new folder");
    }
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      for (var entry : entries(folder)) {
        // one that was killed in its first moment leaves this
        if (!isDraft(entry)
            && !(nameOf(entry).equals(FAULTS)
                && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                && entries(entry).isEmpty())) {
          throw new HostException(
              folder + " is not empty: it has " + nameOf(entry), "", "name a new folder");
        }
      }
    }
    try {
      Files.createDirectories(folder.resolve(FAULTS));
    } catch (IOException failure) {
      throw new HostException("cannot make the folder " + folder, failure);
    }
    AtomicFile.write(folder.resolve(ASKED), Written.asked(asked), MODE);
    return new ResultFolder(folder, asked, new ArrayList<>());
  }

  /** Whether a campaign is in the folder, or was begun there. */
  public static boolean isThere(Path folder) {
    return Files.isRegularFile(folder.resolve(ASKED));
  }

  /**
   * Reads one that is there.
   *
   * @throws HostException when it is none, and for the first thing in it that cannot be
   */
  public static ResultFolder open(Path folder) throws HostException {
    if (!isThere(folder)) {
      throw new HostException(
          folder + " is no campaign",
          "it has no " + ASKED,
          "name the folder that `qm prove --out` wrote");
    }
    var opened = new ResultFolder(folder, Parsed.asked(folder.resolve(ASKED)), new ArrayList<>());
    opened.readFaults();
    opened.readEnd();
    return opened;
  }

  /** What was asked. */
  public Asked asked() {
    return asked;
  }

  /** The names of the faults that are not done, in the order in which they run. */
  public List<String> open() {
    var open = new ArrayList<>(asked.faults());
    results.forEach(result -> open.remove(result.fault()));
    return List.copyOf(open);
  }

  /**
   * Keeps a fault that is done.
   *
   * @throws IllegalArgumentException when nobody asked for it, or it was done before
   */
  public void add(FaultResult result) throws HostException {
    if (!open().contains(result.fault())) {
      throw new IllegalArgumentException("not open: " + result.fault());
    }
    var name = String.format(Locale.ROOT, "%03d-%s%s", results.size() + 1, result.fault(), SUFFIX);
    AtomicFile.write(folder.resolve(FAULTS).resolve(name), Written.fault(result), MODE);
    results.add(result);
  }

  /** Says that it has ended: whole when nothing is open, else stopped. */
  public void end() throws HostException {
    AtomicFile.write(folder.resolve(END), Written.end(results, open()), MODE);
  }

  /** All that there is. */
  public CampaignResult result() {
    return new CampaignResult(
        asked.began(),
        asked.profile(),
        asked.seed(),
        asked.without(),
        asked.machine(),
        asked.notAllowed(),
        results,
        open());
  }

  private void readFaults() throws HostException {
    var files = new TreeMap<Integer, Path>();
    for (var file : entries(folder.resolve(FAULTS))) {
      if (!isDraft(file)) {
        var number = number(nameOf(file));
        if (number < 1 || files.put(number, file) != null) {
          throw foreign(file);
        }
      }
    }
    var asFiled = new HashMap<String, Path>();
    for (var numbered : files.entrySet()) {
      var file = numbered.getValue();
      var result = Parsed.fault(file);
      var there = asFiled.put(result.fault(), file);
      if (there != null) {
        throw new HostException(file + " has the fault that " + there + " has", "");
      }
      if (!asked.faults().contains(result.fault())
          || numbered.getKey() != results.size() + 1
          || !nameOf(file).endsWith("-" + result.fault() + SUFFIX)) {
        throw foreign(file);
      }
      results.add(result);
    }
  }

  private void readEnd() throws HostException {
    var file = folder.resolve(END);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    var end = Parsed.end(file);
    var done = new HashSet<String>();
    results.forEach(result -> done.add(result.fault()));
    for (var fault : end.done()) {
      if (!done.contains(fault)) {
        throw new HostException(
            file + " says that " + fault + " is done, and its file is not there",
            "",
            "take the whole folder as `qm prove` wrote it");
      }
    }
    if (end.isComplete() && !open().isEmpty()) {
      throw new HostException(
          file + " says that all is done, and " + open().getFirst() + " is not", "");
    }
  }

  private static HostException foreign(Path file) {
    return new HostException(
        file + " is not of this campaign",
        "",
        "take it away: only `qm prove` writes in this folder");
  }

  /** The number before the first dash; 0 for none. */
  private static int number(String name) {
    var dash = name.indexOf('-');
    if (dash < 3 || dash > 6 || !name.endsWith(SUFFIX)) {
      return 0;
    }
    var number = 0;
    for (var i = 0; i < dash; i++) {
      var digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  /** What a killed write left: the next write of the file takes it away. */
  private static boolean isDraft(Path entry) {
    return nameOf(entry).startsWith(".");
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static List<Path> entries(Path folder) throws HostException {
    var entries = new ArrayList<Path>();
    try (var stream = Files.newDirectoryStream(folder)) {
      for (var entry : stream) {
        if (entries.size() == MOST_ENTRIES) {
          throw new HostException(folder + " has more than " + MOST_ENTRIES + " files", "");
        }
        entries.add(entry);
      }
    } catch (DirectoryIteratorException failure) {
      throw new HostException("cannot list " + folder, String.valueOf(failure.getMessage()));
    } catch (IOException failure) {
      throw new HostException("cannot list " + folder, failure);
    }
    entries.sort(Path::compareTo);
    return entries;
  }
}
