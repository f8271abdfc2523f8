package dev.qm.assurance.rules.drift;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.assurance.view.PartitionView.Depth;
import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.HostileTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** The partition's programs are those that its packages brought. */
final class RootfsPackages {
  static final Rule RULE =
      Rule.named("rootfs-packages")
          .title("The programs of the rootfs are those of its packages")
          .against(Interference.CONTROL)
          .harm("A program that root inside has exchanged is run at every start.")
          .rationale(
              """
              Without SELinux root inside can make / writable and change programs. The list of what packages brought lies \
              in the rootfs itself, beside what it lists, and its digests are MD5: it shows damage and carelessness. The \
              list in the partition's /var is the partition's to write and proves nothing.\
              """)
          .sources("deb-md5sums(5)", "dpkg(1), --verify", "QM, docs/architecture.md, Isolation")
          .how(
              "Only when asked for (--rootfs), since it reads every file: the md5sums of the rootfs's own"
                  + " /var/lib/dpkg/info against its files, but those in /etc and /var.")
          .proves("No file of a package differs from the list beside it.")
          .doesNotProve(
              "That nobody has changed the list too, or added files that no package knows; dm-verity does.")
          .mend(
              "make the rootfs anew (`qm remove --keep-data`, `qm setup`), and keep it on dm-verity")
          .apart()
          .check(RootfsPackages::check);

  private static final String INFO = "var/lib/dpkg/info";
  private static final String SUFFIX = ".md5sums";
  private static final List<String> RPM = List.of("usr/lib/sysimage/rpm", "var/lib/rpm");

  /** What distributions leave out of images (path-exclude in dpkg.cfg). */
  private static final List<String> OFTEN_LEFT_OUT =
      List.of(
          "usr/share/doc/",
          "usr/share/man/",
          "usr/share/locale/",
          "usr/share/info/",
          "usr/share/lintian/",
          "usr/share/help/");

  private static final int LONGEST_LIST = 16 << 20;
  private static final int LONGEST_FILE = 256 << 20;
  private static final int MOST_LISTS = 20_000;
  private static final int MOST_FAULTS = 20;

  private RootfsPackages() {}

  private static Verdict check(PartitionView view) {
    if (view.depth() != Depth.ROOTFS) {
      return new Verdict.NotJudged("--rootfs reads every file");
    }
    try {
      var layout = view.declared().spec().layout();
      var root = view.machine().root().directory();
      var rootfs = ConfinedPath.resolve(root, layout.rootfs());
      if (!Files.isDirectory(rootfs.resolve(INFO))) {
        for (var rpm : RPM) {
          if (ConfinedPath.exists(rootfs, rpm)) {
            return new Verdict.NotJudged(
                "the rootfs has an RPM database, which qm does not read: rpm --root "
                    + layout.rootfs()
                    + " -Va");
          }
        }
        return new Verdict.NotJudged("the rootfs has no package database");
      }
      return new Comparison(view, rootfs, layout.rootfs()).judge();
    } catch (HostException unreadable) {
      return new Verdict.NotJudged(String.valueOf(unreadable.getMessage()));
    }
  }

  /** One reading of all lists. */
  private static final class Comparison {
    private final PartitionView view;
    private final Path rootfs;
    private final String name;
    private final Judgement judgement = new Judgement();
    private final Set<String> diverted = new HashSet<>();
    private int files;
    private int faults;

    Comparison(PartitionView view, Path rootfs, String name) {
      this.view = view;
      this.rootfs = rootfs;
      this.name = name;
    }

    Verdict judge() throws HostException {
      if (ConfinedPath.exists(rootfs, "var/lib/dpkg/diversions")) {
        // dpkg-divert(1): where from, where to, for whom
        var lines = KernelText.lines(text("var/lib/dpkg/diversions"));
        for (var i = 0; i < lines.size(); i += 3) {
          diverted.add(lines.get(i).substring(Math.min(1, lines.get(i).length())));
        }
      }
      var lists = 0;
      for (var list : new HostileTree(rootfs).list(INFO)) {
        if (list.endsWith(SUFFIX)) {
          lists++;
          if (lists > MOST_LISTS) {
            judgement.unknown("there are more than " + MOST_LISTS + " packages");
            break;
          }
          packages(list);
        }
      }
      if (faults > MOST_FAULTS) {
        judgement.fault(
            Fault.of(
                "and " + (faults - MOST_FAULTS) + " more files differ",
                Evidence.kernel(name, files + " files read")));
      }
      judgement.holds(Evidence.kernel(name + "/" + INFO, files + " files are as listed"));
      return judgement.verdict("");
    }

    private String text(String inside) throws HostException {
      return new String(
          ConfinedPath.readBounded(rootfs, inside, LONGEST_LIST), StandardCharsets.UTF_8);
    }

    private void packages(String list) throws HostException {
      for (var line : KernelText.lines(text(INFO + "/" + list))) {
        var blank = line.indexOf("  ");
        if (blank == 32) {
          file(list, line.substring(0, blank), line.substring(blank + 2));
        }
      }
    }

    private void file(String list, String digest, String inside) throws HostException {
      if (inside.startsWith("etc/") || inside.startsWith("var/") || diverted.contains(inside)) {
        return;
      }
      files++;
      if (!ConfinedPath.isTaken(rootfs, inside)) {
        if (OFTEN_LEFT_OUT.stream().noneMatch(inside::startsWith)) {
          differs(list, inside, "is gone", "no such file");
        }
        return;
      }
      String found;
      try {
        found = md5(ConfinedPath.readBounded(rootfs, inside, LONGEST_FILE));
      } catch (HostException odd) {
        judgement.unknown(String.valueOf(odd.getMessage()));
        return;
      }
      if (!found.equals(digest)) {
        differs(list, inside, "is not what its package brought", found);
      }
    }

    private void differs(String list, String inside, String how, String found)
        throws HostException {
      var own =
          view.declared().text(view.declared().spec().layout().var(), "lib/dpkg/info/" + list);
      if (own.isPresent() && own.get().contains(found + "  " + inside)) {
        judgement.unknown(
            list.substring(0, list.length() - SUFFIX.length())
                + " is newer than the rootfs's list; the list that knows it is the partition's to write");
        return;
      }
      faults++;
      if (faults <= MOST_FAULTS) {
        judgement.fault(
            Fault.of("/" + inside + " " + how, Evidence.kernel(name + "/" + inside, found)));
      }
    }

    private static String md5(byte[] content) {
      try {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every Java platform has MD5", impossible);
      }
    }
  }
}
