package dev.qm.packaging.rpm;

import dev.qm.packaging.Digests;
import dev.qm.packaging.PackageEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The files of a package as columns, which is how the header has them. */
final class FileTable {
  private static final int REGULAR = 0100000;
  private static final int FOLDER = 0040000;
  private static final int LINK = 0120000;

  private static final int CONFIGURATION = 1;
  private static final int DOCUMENTATION = 1 << 1;
  private static final int KEEP_CHANGED = 1 << 4;
  private static final int GHOST = 1 << 6;

  /** All that rpm -V can compare. */
  private static final long VERIFY_ALL = 0xffffffffL;

  private static final byte[] NOTHING = {};

  private final List<Long> sizes = new ArrayList<>();
  private final List<Integer> modes = new ArrayList<>();
  private final List<String> digests = new ArrayList<>();
  private final List<String> links = new ArrayList<>();
  private final List<Long> flags = new ArrayList<>();
  private final List<Long> folderIndexes = new ArrayList<>();
  private final List<String> baseNames = new ArrayList<>();
  private final List<String> folders = new ArrayList<>();
  private final long time;
  private long installedSize;

  private FileTable(long time) {
    this.time = time;
  }

  /** Writes the entries into the archive, each content read once, and takes down what they are. */
  static FileTable write(List<PackageEntry> entries, long time, Cpio archive) throws IOException {
    var table = new FileTable(time);
    var writing = table.new Writing(archive);
    for (var entry : entries) {
      entry.tell(writing);
    }
    return table;
  }

  /** Bytes. */
  long installedSize() {
    return installedSize;
  }

  /** Takes down each entry, and adds it to the archive. */
  private final class Writing implements PackageEntry.Listener {
    private final Cpio archive;

    Writing(Cpio archive) {
      this.archive = archive;
    }

    @Override
    public void file(PackageEntry.File file) throws IOException {
      var content = file.content().read();
      installedSize += content.length;
      var mark =
          switch (file.role()) {
            case ORDINARY -> 0;
            case CONFIGURATION -> CONFIGURATION | KEEP_CHANGED;
            case DOCUMENTATION -> DOCUMENTATION;
          };
      row(file, content.length, REGULAR | file.mode(), Digests.SHA256.of(content), "", mark);
      archive.add("." + file.path(), baseNames.size(), REGULAR | file.mode(), 1, time, content);
    }

    @Override
    public void folder(PackageEntry.Folder folder) throws IOException {
      row(folder, 0, FOLDER | 0755, "", "", 0);
      archive.add("." + folder.path(), baseNames.size(), FOLDER | 0755, 2, time, NOTHING);
    }

    @Override
    public void link(PackageEntry.Link link) throws IOException {
      var target = link.target().getBytes(StandardCharsets.UTF_8);
      installedSize += target.length;
      row(link, target.length, LINK | 0777, "", link.target(), 0);
      archive.add("." + link.path(), baseNames.size(), LINK | 0777, 1, time, target);
    }

    /** Nothing of it is in the archive. */
    @Override
    public void made(PackageEntry.Made made) {
      row(made, 0, REGULAR | 0644, "", "", GHOST);
    }
  }

  private void row(PackageEntry entry, long size, int mode, String digest, String link, long mark) {
    var slash = entry.path().lastIndexOf('/') + 1;
    var folder = entry.path().substring(0, slash);
    var index = folders.indexOf(folder);
    if (index < 0) {
      index = folders.size();
      folders.add(folder);
    }
    folderIndexes.add((long) index);
    baseNames.add(entry.path().substring(slash));
    sizes.add(size);
    modes.add(mode);
    digests.add(digest);
    links.add(link);
    flags.add(mark);
  }

  /** Puts all columns into the header. */
  void describe(HeaderDraft header) throws IOException {
    var count = baseNames.size();
    header.numbers(RpmTag.FILE_SIZES, sizes);
    header.shorts(RpmTag.FILE_MODES, modes);
    header.shorts(RpmTag.FILE_RDEVS, Collections.nCopies(count, 0));
    header.numbers(RpmTag.FILE_TIMES, Collections.nCopies(count, time));
    header.strings(RpmTag.FILE_DIGESTS, digests);
    header.strings(RpmTag.FILE_LINKS, links);
    header.numbers(RpmTag.FILE_FLAGS, flags);
    header.strings(RpmTag.FILE_USERS, Collections.nCopies(count, "root"));
    header.strings(RpmTag.FILE_GROUPS, Collections.nCopies(count, "root"));
    header.numbers(RpmTag.FILE_VERIFY, Collections.nCopies(count, VERIFY_ALL));
    header.numbers(RpmTag.FILE_DEVICES, Collections.nCopies(count, 1L));
    var inodes = new ArrayList<Long>();
    for (var inode = 1L; inode <= count; inode++) {
      inodes.add(inode);
    }
    header.numbers(RpmTag.FILE_INODES, inodes);
    header.strings(RpmTag.FILE_LANGUAGES, Collections.nCopies(count, ""));
    header.numbers(RpmTag.FOLDER_INDEXES, folderIndexes);
    header.strings(RpmTag.BASE_NAMES, baseNames);
    header.strings(RpmTag.FOLDER_NAMES, folders);
    if (count > 0) {
      header.number(RpmTag.FILE_DIGEST_ALGORITHM, RpmTag.SHA256);
    }
  }
}
