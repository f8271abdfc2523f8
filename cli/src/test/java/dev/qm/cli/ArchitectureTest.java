package dev.qm.cli;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the modules to the table in docs/architecture.md. */
class ArchitectureTest {
  /** The rows of the table: which of our modules a module may use. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.of(
          "quadlet", Set.of(),
          "host", Set.of("quadlet"),
          "device", Set.of("host"),
          "partition", Set.of("host", "quadlet"),
          "packaging", Set.of("quadlet"),
          "assurance", Set.of("partition", "host", "quadlet"),
          "bluechi", Set.of("host", "quadlet"),
          "cli",
              Set.of(
                  "quadlet", "host", "device", "partition", "packaging", "assurance", "bluechi"));

  /**
   * What ships beside the JDK, and where: the quadlet module is a library without any dependency.
   */
  private static final String JACKSON = "com.fasterxml.jackson.core";

  /** What keeps the tail of latencies, for the analysis only. */
  private static final String HISTOGRAMS = "HdrHistogram";

  /** Classes of partition whose files lie where the partition cannot write. */
  private static final String OWN_RECORDS =
      "dev\\.qm\\.partition\\.(landing\\.RecordFolder|setup\\.(Ledger|Removal|SubordinateIds)"
          + "|run\\.(ExecPlan|StandaloneRunner))(\\$.*)?";

  /** The rooms of host: which of them each may use, beside the package {@code dev.qm.host}. */
  private static final Map<String, Set<String>> HOST_ROOMS =
      Map.of(
          "call", Set.of(),
          "file", Set.of("call"),
          "process", Set.of("call", "file"),
          "cgroup", Set.of("call", "file", "process"),
          "packages", Set.of("call", "file", "process"),
          "selinux", Set.of("call", "file", "process"),
          "socket", Set.of("call", "file", "process", "selinux"),
          "machine", Set.of("call", "file", "process", "cgroup", "packages", "selinux", "socket"));

  /** The rooms of quadlet, from the left to the right; a room may use those to its left. */
  private static final List<Set<String>> QUADLET_ROOMS =
      List.of(
          Set.of("text"),
          Set.of("path"),
          Set.of("syntax"),
          Set.of("read"),
          Set.of("format", "machine"),
          Set.of("recipe"),
          Set.of("generate"),
          Set.of("compiled"),
          Set.of("check"),
          Set.of("mend", "language"));

  private static final Path TREE = Path.of(System.getProperty("qm.tree"));

  /** Module to the folder of its classes, for every module that is there. */
  private static final Map<String, Path> BUILT = new TreeMap<>();

  private static JavaClasses all;

  @BeforeAll
  static void readClasses() throws IOException {
    try (var folders = Files.newDirectoryStream(TREE)) {
      for (var folder : folders) {
        var classes = folder.resolve("target/classes");
        if (Files.exists(folder.resolve("src/main/java/module-info.java"))
            && Files.exists(classes.resolve("module-info.class"))) {
          BUILT.put(folder.getFileName().toString(), classes);
        }
      }
    }
    all = new ClassFileImporter().importPaths(BUILT.values());
  }

  @Test
  void theModulesAreThoseOfTheTable() {
    assertThat(BUILT.keySet())
        .contains("quadlet", "host", "partition", "cli")
        .isSubsetOf(MAY_USE.keySet());
  }

  @Test
  void aModuleRequiresOnlyWhatTheTableAllows() throws IOException {
    for (var module : BUILT.entrySet()) {
      var allowed = new TreeSet<String>();
      MAY_USE.get(module.getKey()).forEach(name -> allowed.add("dev.qm." + name));
      if (Set.of("partition", "assurance", "cli").contains(module.getKey())) {
        allowed.add(JACKSON);
      }
      if (module.getKey().equals("assurance")) {
        allowed.add(HISTOGRAMS);
      }
      for (var required : descriptor(module.getValue()).requires()) {
        if (!required.name().startsWith("java.") && !required.name().startsWith("jdk.")) {
          assertThat(allowed)
              .as("what dev.qm.%s requires", module.getKey())
              .contains(required.name());
        }
      }
    }
  }

  @Test
  void aModuleIsNamedAfterItsFolderAndKeepsItsClassesInItsOwnPackages() throws IOException {
    for (var module : BUILT.entrySet()) {
      var name = "dev.qm." + module.getKey();
      assertThat(descriptor(module.getValue()).name()).isEqualTo(name);
      var classes = new ClassFileImporter().importPath(module.getValue());
      classes().should().resideInAPackage(name + "..").check(classes);
    }
  }

  @Test
  void classesFollowTheArrowsToo() {
    for (var module : BUILT.keySet()) {
      var forbidden = new ArrayList<String>();
      for (var other : MAY_USE.keySet()) {
        if (!other.equals(module) && !MAY_USE.get(module).contains(other)) {
          forbidden.add("dev.qm." + other + "..");
        }
      }
      noClasses()
          .that()
          .resideInAPackage("dev.qm." + module + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(forbidden.toArray(String[]::new))
          .allowEmptyShould(true)
          .check(all);
    }
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching("dev.qm.(**)").should().beFreeOfCycles().check(all);
  }

  @Test
  void theRoomsOfHostUseEachOtherAsDrawn() {
    var base = "dev.qm.host";
    for (var room : HOST_ROOMS.keySet()) {
      var forbidden = new ArrayList<String>();
      for (var other : HOST_ROOMS.keySet()) {
        if (!other.equals(room) && !HOST_ROOMS.get(room).contains(other)) {
          forbidden.add(base + "." + other + "..");
        }
      }
      noClasses()
          .that()
          .resideInAPackage(base + "." + room + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(forbidden.toArray(String[]::new))
          .allowEmptyShould(forbidden.isEmpty())
          .check(all);
    }
    noClasses()
        .that()
        .resideInAPackage(base)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(base + ".*..")
        .check(all);
    assertThat(foldersOfSources("host"))
        .as("a room of host that docs/architecture.md does not have")
        .allMatch(folder ->
            HOST_ROOMS.containsKey(String.valueOf(folder.getFileName()))
                || folder.endsWith("dev/qm/host"));
  }

  @Test
  void theRoomsOfQuadletStandOnEachOtherAsDrawn() {
    var base = "dev.qm.quadlet.";
    var rooms = new TreeSet<String>();
    var toTheRight = new ArrayList<String>();
    for (var place : QUADLET_ROOMS.reversed()) {
      for (var room : place) {
        var forbidden = new ArrayList<>(toTheRight);
        place.stream()
            .filter(other -> !other.equals(room))
            .forEach(it -> forbidden.add(base + it + ".."));
        if (!forbidden.isEmpty()) {
          noClasses()
              .that()
              .resideInAPackage(base + room + "..")
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(forbidden.toArray(String[]::new))
              .check(all);
        }
        rooms.add(room);
      }
      place.forEach(room -> toTheRight.add(base + room + ".."));
    }
    assertThat(foldersOfSources("quadlet"))
        .as("a room of quadlet that docs/architecture.md does not have")
        .allMatch(folder -> rooms.contains(String.valueOf(folder.getFileName())));
  }

  @Test
  void theLanguageServerSpeaksOfUnitsThroughOneRoom() {
    // and of findings and of formatting, which are the same on a command line
    noClasses()
        .that()
        .resideInAPackage("dev.qm.cli.lsp..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.qm.quadlet.check..", "dev.qm.quadlet.generate..")
        .check(all);
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    for (var module : BUILT.keySet()) {
      assertThat(foldersOfSources(module))
          .isNotEmpty()
          .allMatch(folder -> Files.exists(folder.resolve("package-info.java")));
    }
  }

  @Test
  void whatMakesPackagesOfAnythingKnowsTheJdkAndNothingElse() {
    classes()
        .that()
        .resideInAnyPackage("dev.qm.packaging", "dev.qm.packaging.rpm", "dev.qm.packaging.deb")
        .and()
        .doNotHaveFullyQualifiedName("dev.qm.packaging.MainPackages")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "dev.qm.packaging", "dev.qm.packaging.rpm", "dev.qm.packaging.deb")
        .check(all);
  }

  @Test
  void onlyTheConsolePrints() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.qm.cli.terminal.Console")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .accessField(java.io.FileDescriptor.class, "out")
        .orShould()
        .accessField(java.io.FileDescriptor.class, "err")
        .orShould()
        .callMethod(System.class, "console")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(all);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.qm.cli..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(PrintStream.class)
        .check(all);
  }

  @Test
  void onlyThePackageForItLeavesJava() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.qm.host.call..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign")
        .check(all);
  }

  @Test
  void nothingIsReadWithoutABound() {
    // quadlet and packaging have bounds of their own: they know nothing of the host
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.qm.quadlet..", "dev.qm.packaging..")
        .should()
        .callMethodWhere(
            target(owner(assignableTo(Files.class)))
                .and(
                    target(
                        nameMatching(
                            "readAllBytes|readString|readAllLines|lines|newBufferedReader"))))
        .orShould()
        .callMethodWhere(
            target(owner(assignableTo(InputStream.class)))
                .and(target(nameMatching("readAllBytes"))))
        .check(all);
  }

  @Test
  void thePartitionsTreesAreWrittenAsHostileOnes() {
    // AtomicFile trusts the folder that it writes in: these keep QM's own records of the host
    noClasses()
        .that()
        .resideInAPackage("dev.qm.partition..")
        .and()
        .haveNameNotMatching(OWN_RECORDS)
        .should()
        .dependOnClassesThat()
        .haveNameMatching("dev\\.qm\\.host\\.file\\.AtomicFiles?")
        .check(all);
  }

  @Test
  void nobodyAsksHowThePartitionIsRun() {
    var runner = "dev.qm.partition.run.Runner";
    var kinds = "dev\\.qm\\.partition\\.run\\.(Systemd|Standalone)Runner(\\$.*)?";
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(runner)
        .and()
        .haveNameNotMatching(kinds)
        .should()
        .dependOnClassesThat()
        .haveNameMatching(kinds)
        .check(all);
  }

  @Test
  void onlyTheMainClassesEndTheProcess() {
    noClasses()
        .that()
        .haveNameNotMatching("dev\\.qm\\.cli\\.(Main|DeviceHookMain)")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(all);
  }

  @Test
  void nothingIsNamedForBeingUseful() {
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..")
        .check(all);
    for (var suffix : List.of("Util", "Utils", "Helper", "Manager", "Impl")) {
      noClasses().should().haveSimpleNameEndingWith(suffix).check(all);
    }
  }

  /** The folders of a module's sources that have classes in them. */
  private static List<Path> foldersOfSources(String module) {
    try (var files = Files.walk(TREE.resolve(module).resolve("src/main/java/dev"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(file -> file.resolveSibling("").normalize())
          .distinct()
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static ModuleDescriptor descriptor(Path classes) throws IOException {
    try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
      return ModuleDescriptor.read(in);
    }
  }
}
