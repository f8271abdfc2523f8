package dev.qm.quadlet.recipe;

import dev.qm.quadlet.path.UnixPath;
import java.util.ArrayList;
import java.util.List;

/**
 * A build becomes {@code podman build}.
 *
 * <p>Source: {@code podman-systemd.unit(5)}, "Build units", and {@code podman-build(1)}.
 */
record BuildRecipe() implements Recipe {
  private static final List<Rule> BUILD =
      List.of(
          new Rule.Joined("Pull", "--pull"),
          new Rule.Text("Arch", "--arch"),
          new Rule.Text("AuthFile", "--authfile"),
          new Rule.Text("IgnoreFile", "--ignorefile"),
          new Rule.Text("Target", "--target"),
          new Rule.Text("Variant", "--variant"),
          new Rule.Text("Retry", "--retry"),
          new Rule.Text("RetryDelay", "--retry-delay"),
          new Rule.Switch("TLSVerify", "--tls-verify"),
          new Rule.Switch("ForceRM", "--force-rm"),
          new Rule.Each("DNS", "--dns"),
          new Rule.Each("DNSOption", "--dns-option"),
          new Rule.Each("DNSSearch", "--dns-search"),
          new Rule.Each("GroupAdd", "--group-add"),
          new Rule.Each("ImageTag", "--tag"),
          new Rule.Pairs("BuildArg", "--build-arg"),
          new Rule.Pairs("Environment", "--env"),
          new Rule.Pairs("Label", "--label"),
          new Rule.Pairs("Annotation", "--annotation"),
          CompoundRule.NETWORKS,
          new Rule.EachArgument("Secret", "--secret", ""),
          CompoundRule.VOLUMES);

  private static final Rule FILE = new Rule.Text("File", "--file");
  private static final Rule ARGUMENTS = new Rule.Spread("PodmanArgs");

  @Override
  public List<Rule> rules() {
    List<Rule> all = new ArrayList<>(BUILD);
    all.add(ARGUMENTS);
    all.add(FILE);
    all.add(
        new Rule.Elsewhere(
            WorkingFolder.KEY, Rule.Shape.TEXT, "the context, or WorkingDirectory= in [Service]"));
    return Recipe.withCommon(all);
  }

  @Override
  public void write(Assembly unit) {
    if (unit.self().resource().isEmpty()) {
      unit.reportMissing("ImageTag", "what the image is called");
    }
    var build = unit.podman().add("build");
    unit.apply(BUILD, build);
    try {
      context(unit, build);
    } catch (Refusal refusal) {
      unit.report(refusal);
    }
    unit.addCommand("ExecStart", build);
    Recipe.oneShot(unit);
  }

  /** Adds what to build from: a file, a folder, or a context from elsewhere. */
  private static void context(Assembly unit, CommandLine build) throws Refusal {
    var context = WorkingFolder.apply(unit);
    var file = unit.keys().text("File");
    var folder = unit.workingDirectory();
    if (folder.isEmpty() && file.isEmpty() && context.isEmpty()) {
      throw unit.missing("File", "what to build; " + WorkingFolder.KEY + "= can say it too");
    }
    unit.apply(List.of(FILE, ARGUMENTS), build);
    if (context.isPresent()) {
      build.add(context.get(), Lookup.textOf(context.get()));
    } else if (isRelative(file)) {
      if (folder.isEmpty()) {
        throw new Refusal(
            "working-directory",
            unit.keys().last("File"),
            "File=" + file + " is relative, and the build has no folder",
            "nothing says what it is relative to",
            "add " + WorkingFolder.KEY + "=unit, or write an absolute path");
      }
      var cause = unit.keys().last(WorkingFolder.KEY);
      if (cause.isPresent()) {
        build.add(cause.get(), folder);
      } else {
        build.add(folder);
      }
    }
  }

  private static boolean isRelative(String file) {
    var specifier = file.startsWith("%") && !file.startsWith("%%");
    return !specifier && !UnixPath.isAbsolute(file) && !WorkingFolder.isUrl(file);
  }
}
