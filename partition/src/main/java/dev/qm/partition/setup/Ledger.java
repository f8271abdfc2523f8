package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.file.AtomicFile;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import dev.qm.partition.Layout;
import dev.qm.partition.landing.Disk;
import dev.qm.partition.landing.FileMark;
import dev.qm.partition.landing.Marks;
import dev.qm.partition.landing.RecordText;
import dev.qm.partition.landing.WorkLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What setup made, in the order it was made. A mark is on disk before the thing itself is, so that
 * a setup that is killed at any point can be resumed and undone.
 *
 * <p>A text file, one mark a line: the kind, then its fields, separated by tabs.
 */
public final class Ledger implements Marks {
  private static final String HEADER =
      "# qm ledger 1: what `qm setup` made here and `qm remove` removes";

  private final Root root;
  private final Path file;
  private final List<Mark> marks;

  private Ledger(Root root, List<Mark> marks) {
    this.root = root;
    this.file = place(root);
    this.marks = marks;
  }

  /** Where the ledger of {@code root} is. */
  public static Path place(Root root) {
    return root.at(Layout.STATE + "/ledger");
  }

  /**
   * Reads the ledger of {@code root}; an empty one where setup never ran.
   *
   * @throws HostException when it cannot be read, or a line of it makes no sense
   */
  public static Ledger read(Root root) throws HostException {
    var ledger = new Ledger(root, new ArrayList<>());
    ledger.reload();
    return ledger;
  }

  /**
   * Reads the file again: what was read before {@link WorkLock} was taken may be out of date.
   *
   * @throws HostException when it cannot be read, or a line of it makes no sense
   */
  void reload() throws HostException {
    marks.clear();
    if (!Files.exists(file)) {
      return;
    }
    try {
      var text = RecordText.of(file, "the ledger", Bounded.bytes(file, Bounded.LIMIT));
      for (var line : text.lines()) {
        marks.add(parse(text, line));
      }
    } catch (IOException failure) {
      throw new HostException("cannot read " + file, failure);
    }
  }

  /** The marks, oldest first. */
  public List<Mark> marks() {
    return List.copyOf(marks);
  }

  /** True when nothing has been set up. */
  public boolean isEmpty() {
    return marks.isEmpty();
  }

  /** True when this very mark is there. */
  public boolean holds(Mark mark) {
    return marks.contains(mark);
  }

  /** What setup last left at {@code path}. */
  public Optional<Mark.Landed> landed(String path) {
    for (var mark : marks) {
      if (mark instanceof Mark.Landed landed && landed.path().equals(path)) {
        return Optional.of(landed);
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<FileMark> file(String path) {
    return landed(path).map(mark -> new FileMark(path, mark.digests()));
  }

  @Override
  public boolean hasFolder(String path) {
    return holds(new Mark.Directory(path));
  }

  @Override
  public void record(List<String> folders, List<FileMark> files) throws HostException {
    // its own folders may be among those that are missing
    found();
    var before = List.copyOf(marks);
    for (var folder : folders) {
      if (!hasFolder(folder)) {
        marks.add(new Mark.Directory(folder));
      }
    }
    for (var file : files) {
      var mark = new Mark.Landed(file.path(), file.digests());
      var old = landed(file.path());
      if (old.isPresent()) {
        marks.set(marks.indexOf(old.get()), mark);
      } else {
        marks.add(mark);
      }
    }
    if (!marks.equals(before)) {
      save();
    }
  }

  /** Adds a mark, unless it is there. */
  public void add(Mark mark) throws HostException {
    if (!holds(mark)) {
      marks.add(mark);
      save();
    }
  }

  /** Takes a mark out. */
  public void drop(Mark mark) throws HostException {
    if (marks.remove(mark)) {
      save();
    }
  }

  /**
   * Removes the ledger itself, and those folders above it that it was made with and that hold
   * nothing else. Only the marks of such folders may be left.
   */
  void delete() throws HostException {
    var top = file;
    var name = "";
    for (var folder = folder();
        folder != null && holds(mark(folder)) && holdsOnly(folder, name);
        folder = folder.getParent()) {
      top = folder;
      name = String.valueOf(folder.getFileName());
    }
    marks.clear();
    try {
      if (top.equals(file)) {
        AtomicFile.sweep(file);
        Files.deleteIfExists(file);
        Files.deleteIfExists(WorkLock.place(root));
        return;
      }
      // as one: a ledger without its folders' marks would leave them behind
      var gone = leftover(top, Long.toString(ProcessHandle.current().pid()));
      Files.move(top, gone, StandardCopyOption.ATOMIC_MOVE);
      Trees.remove(gone);
    } catch (IOException failure) {
      throw new HostException("cannot remove " + top, failure);
    }
  }

  /** True when {@code folder} has nothing in it but {@code name}, the ledger and its lock. */
  private boolean holdsOnly(Path folder, String name) throws HostException {
    try (var entries = Files.newDirectoryStream(folder)) {
      for (var entry : entries) {
        var own = String.valueOf(entry.getFileName());
        if (!own.equals(name) && !entry.equals(file) && !entry.equals(WorkLock.place(root))) {
          return false;
        }
      }
      return true;
    } catch (IOException failure) {
      throw new HostException("cannot look into " + folder, failure);
    }
  }

  private Mark mark(Path folder) {
    return new Mark.Directory("/" + root.directory().relativize(folder));
  }

  /** True when {@code mark} is of a folder that the ledger itself lies in. */
  boolean isAboveLedger(Mark mark) {
    return mark instanceof Mark.Directory(var path) && file.startsWith(root.at(path));
  }

  /** True when a killed {@link #found} or {@link #delete} left something. */
  boolean hasLeftovers() throws HostException {
    return (marks.isEmpty() && (Files.exists(file) || Files.exists(WorkLock.place(root))))
        || !leftovers().isEmpty();
  }

  /** Sweeps away what a killed {@link #found} or {@link #delete} left. */
  void sweep() throws HostException {
    for (var leftover : leftovers()) {
      Trees.remove(leftover);
    }
  }

  private List<Path> leftovers() throws HostException {
    var leftovers = new ArrayList<Path>();
    for (var top = folder(); top != null && !top.equals(root.directory()); top = top.getParent()) {
      var prefix = String.valueOf(leftover(top, "").getFileName());
      var folder = top.resolveSibling(".").normalize();
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (var entries = Files.newDirectoryStream(folder, prefix + "*")) {
        for (var entry : entries) {
          if (isOfNobody(String.valueOf(entry.getFileName()).substring(prefix.length()))) {
            leftovers.add(entry);
          }
        }
      } catch (IOException failure) {
        throw new HostException("cannot look into " + folder, failure);
      }
    }
    return leftovers;
  }

  private static boolean isOfNobody(String pid) {
    try {
      return ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    } catch (NumberFormatException notOurs) {
      return false;
    }
  }

  private static Path leftover(Path top, String pid) {
    return top.resolveSibling("." + top.getFileName() + ".qm-ledger-" + pid);
  }

  /**
   * Makes the ledger's folder, unless it is there, and marks the folders that were not. They appear
   * with the ledger in them, or not at all.
   */
  void found() throws HostException {
    var missing = new ArrayList<Path>();
    for (var folder = folder();
        folder != null && !Files.exists(folder);
        folder = folder.getParent()) {
      missing.addFirst(folder);
    }
    if (missing.isEmpty()) {
      return;
    }
    var top = missing.getFirst();
    for (var i = 0; i < missing.size(); i++) {
      marks.add(i, mark(missing.get(i)));
    }
    sweep();
    var fresh = leftover(top, Long.toString(ProcessHandle.current().pid()));
    try {
      for (var folder : missing) {
        var place = fresh.resolve(top.relativize(folder));
        Files.createDirectory(place);
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      AtomicFile.write(fresh.resolve(top.relativize(file)), text(), "0600");
      Files.move(fresh, top, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      Trees.remove(fresh);
      if (!Files.isDirectory(folder())) {
        throw new HostException("cannot make " + folder(), failure);
      }
      // another qm was faster, and has marked them
      marks.subList(0, missing.size()).clear();
    }
  }

  private void save() throws HostException {
    found();
    AtomicFile.write(file, text(), "0600");
  }

  private String text() {
    var text = new StringBuilder(HEADER).append('\n');
    for (var mark : marks) {
      text.append(line(mark)).append('\n');
    }
    return text.toString();
  }

  private Path folder() {
    return file.resolveSibling(".").normalize();
  }

  private static String line(Mark mark) {
    return switch (mark) {
      case Mark.Directory(var path) -> "directory\t" + field(path);
      case Mark.Landed(var path, var digests) -> "file\t" + field(path) + "\t" + list(digests);
      case Mark.Link(var path, var target) -> "link\t" + field(path) + "\t" + field(target);
      case Mark.Tree(var path) -> "tree\t" + field(path);
      case Mark.Data(var path) -> "data\t" + field(path);
      case Mark.Closed(var path) -> "closed\t" + field(path);
      case Mark.Image(var path, var bytes) -> "image\t" + field(path) + "\t" + bytes;
      case Mark.Subids(var owner) -> "subids\t" + field(owner);
      case Mark.Packages(var names) -> "packages\t" + list(names);
      case Mark.PolicyModule(var name) -> "policy\t" + field(name);
      case Mark.Finished(var step) -> "finished\t" + field(step);
    };
  }

  /** {@code text} without the characters that end a field, an item or a line. */
  private static String field(String text) {
    var field = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '\\' -> field.append("\\\\");
        case '\t' -> field.append("\\t");
        case '\n' -> field.append("\\n");
        case '\r' -> field.append("\\r");
        case ',' -> field.append("\\c");
        default -> field.append(text.charAt(i));
      }
    }
    return field.toString();
  }

  private static String list(List<String> items) {
    var fields = new ArrayList<String>();
    for (var item : items) {
      fields.add(field(item));
    }
    return String.join(",", fields);
  }

  private static Mark parse(RecordText ledger, RecordText.Line line) throws HostException {
    var fields = KernelText.split(line.text(), '\t');
    try {
      return switch (fields.getFirst()) {
        case "directory" -> new Mark.Directory(place(only(fields)));
        case "file" -> new Mark.Landed(place(first(fields)), items(second(fields)));
        case "link" -> new Mark.Link(place(first(fields)), text(second(fields)));
        case "tree" -> new Mark.Tree(place(only(fields)));
        case "data" -> new Mark.Data(place(only(fields)));
        case "closed" -> new Mark.Closed(place(only(fields)));
        case "image" -> new Mark.Image(place(first(fields)), bytes(second(fields)));
        case "subids" -> new Mark.Subids(text(only(fields)));
        case "packages" -> new Mark.Packages(items(only(fields)));
        case "policy" -> new Mark.PolicyModule(text(only(fields)));
        case "finished" -> new Mark.Finished(text(only(fields)));
        default -> throw new IllegalArgumentException(fields.getFirst());
      };
    } catch (IllegalArgumentException unknown) {
      throw ledger.unknown(line.number());
    }
  }

  private static String place(String field) {
    var path = text(field);
    if (!Disk.isPlace(path)) {
      throw new IllegalArgumentException(path);
    }
    return path;
  }

  private static long bytes(String field) {
    return ControlFile.number(field)
        .orElseThrow(() -> new IllegalArgumentException("no number: " + field));
  }

  private static String only(List<String> fields) {
    return field(fields, 2, 1);
  }

  private static String first(List<String> fields) {
    return field(fields, 3, 1);
  }

  private static String second(List<String> fields) {
    return field(fields, 3, 2);
  }

  private static String field(List<String> fields, int count, int index) {
    if (fields.size() != count) {
      throw new IllegalArgumentException(fields.size() + " fields");
    }
    return fields.get(index);
  }

  /** What {@link #field(String)} was given. */
  private static String text(String field) {
    var text = new StringBuilder(field.length());
    var escaped = false;
    for (var i = 0; i < field.length(); i++) {
      var c = field.charAt(i);
      if (escaped) {
        text.append(meant(c));
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else {
        text.append(c);
      }
    }
    if (escaped) {
      throw new IllegalArgumentException(field);
    }
    return text.toString();
  }

  private static char meant(char escaped) {
    return switch (escaped) {
      case '\\' -> '\\';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 'c' -> ',';
      default -> throw new IllegalArgumentException("\\" + escaped);
    };
  }

  private static List<String> items(String fields) {
    var items = new ArrayList<String>();
    if (!fields.isEmpty()) {
      for (var field : KernelText.split(fields, ',')) {
        items.add(text(field));
      }
    }
    return items;
  }
}
