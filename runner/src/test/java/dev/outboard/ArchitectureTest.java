package dev.outboard;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.log.CleanLog;
import dev.outboard.core.text.ForeignText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of packages, and what the classes that users get must not do. */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.outboard");

    /** Each may use those before it. */
    private static final List<String> CORE = List.of(
            "text", "failure", "log", "spec", "value", "command", "host", "change", "step", "receipt", "store",
            "journal", "verify", "desired", "plan", "planner", "apply");

    /** Each may use those before it; what is in {@code dev.outboard.systemd} itself stands before {@code daemon}. */
    private static final List<String> SYSTEMD = List.of(
            "engine",
            "options",
            "installed",
            "container",
            "docker",
            "platform",
            "firstdaemon",
            "slice",
            "storage",
            "cleanup",
            "vendor",
            "daemon",
            "daemon.part",
            "daemon.host",
            "proof",
            "watch");

    /** Each may use those before it. */
    private static final List<String> RUNNER = List.of(
            "dev.outboard.runner.rules",
            "dev.outboard.runner",
            "dev.outboard.runner.process",
            "dev.outboard.runner.registration",
            "dev.outboard.runner.stack",
            "dev.outboard");

    private static final List<String> MODULES = List.of("core", "network", "systemd", "runner");

    private static final int MOST_EXPORTED_TYPES = 158;
    private static final Pattern EXPORTED = Pattern.compile("(?m)^ *exports ([\\w.]+);");

    private static String[] packages(Stream<String> names) {
        return names.map(name -> "dev.outboard." + name + "..").toArray(String[]::new);
    }

    @Test
    void seesEveryModule() {
        assertThat(MAIN)
                .extracting(JavaClass::getPackageName)
                .contains(
                        "dev.outboard.core.verify",
                        "dev.outboard.network",
                        "dev.outboard.systemd.daemon",
                        "dev.outboard.systemd.docker");
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "network", "systemd", "runner"})
    void usesOnlyTheModulesBefore(String module) {
        List<String> later = MODULES.subList(MODULES.indexOf(module) + 1, MODULES.size());
        if (!later.isEmpty()) {
            noClasses()
                    .that()
                    .resideInAnyPackage(packages(Stream.of(module)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(packages(later.stream()))
                    .check(MAIN);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text", "failure", "log", "spec", "value", "command", "host", "change", "step", "receipt", "store",
                "journal", "verify", "desired", "plan", "planner"
            })
    void usesOnlyTheCorePackagesBefore(String name) {
        List<String> later = CORE.subList(CORE.indexOf(name) + 1, CORE.size());
        noClasses()
                .that()
                .resideInAnyPackage(packages(Stream.of("core." + name)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(later.stream().map("core."::concat)))
                .check(MAIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "engine",
                "options",
                "installed",
                "container",
                "docker",
                "platform",
                "firstdaemon",
                "slice",
                "storage",
                "cleanup",
                "vendor",
                "daemon",
                "daemon.part",
                "daemon.host",
                "proof"
            })
    void usesOnlyTheSystemdPackagesBefore(String name) {
        List<String> later = SYSTEMD.subList(SYSTEMD.indexOf(name) + 1, SYSTEMD.size());
        noClasses()
                .that()
                .resideInAPackage("dev.outboard.systemd." + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(later.stream()
                        .map(each -> "dev.outboard.systemd." + each)
                        .toArray(String[]::new))
                .check(MAIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.outboard.runner.rules",
                "dev.outboard.runner",
                "dev.outboard.runner.process",
                "dev.outboard.runner.registration",
                "dev.outboard.runner.stack"
            })
    void usesOnlyTheRunnerPackagesBefore(String name) {
        List<String> later = RUNNER.subList(RUNNER.indexOf(name) + 1, RUNNER.size());
        noClasses()
                .that()
                .resideInAPackage(name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(later.toArray(String[]::new))
                .check(MAIN);
    }

    @Test
    void knowsConfigurationsWithoutAHost() {
        noClasses()
                .that()
                .resideInAPackage("dev.outboard.runner.configuration")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "dev.outboard.runner",
                                "dev.outboard.runner.gitlab..",
                                "dev.outboard.systemd..",
                                "dev.outboard.network..",
                                "dev.outboard.core.host",
                                "dev.outboard.core.desired")
                        .and(describe(
                                "are not parts of a container",
                                target -> !target.getPackageName().equals("dev.outboard.systemd.container"))))
                .check(MAIN);
    }

    @Test
    void readsTomlInOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.outboard.runner.configuration..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.tomlj..")
                .check(MAIN);
    }

    @Test
    void namesEveryPackageOfSystemd() {
        assertThat(MAIN.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> name.startsWith("dev.outboard.systemd."))
                        .map(name -> name.substring("dev.outboard.systemd.".length())))
                .isSubsetOf(
                        Stream.concat(SYSTEMD.stream(), Stream.of("testing")).toList());
    }

    @Test
    void namesEveryPackageOfCore() {
        assertThat(MAIN.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> name.startsWith("dev.outboard.core."))
                        .map(name -> name.substring("dev.outboard.core.".length())))
                .isSubsetOf(Stream.concat(CORE.stream(), Stream.of("unitfile", "testing", "testing.shared"))
                        .toList());
    }

    @Test
    void readsUnitFilesWithNothingButFailures() {
        noClasses()
                .that()
                .resideInAPackage("dev.outboard.core.unitfile")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.outboard..")
                        .and(describe(
                                "are neither text nor failures nor unit files",
                                target -> !List.of(
                                                "dev.outboard.core.text",
                                                "dev.outboard.core.failure",
                                                "dev.outboard.core.unitfile")
                                        .contains(target.getPackageName()))))
                .check(MAIN);
    }

    @Test
    void knowsNoDaemonAndNoHostInOptions() {
        noClasses()
                .that()
                .resideInAPackage("dev.outboard.systemd.options")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.outboard..")
                        .and(describe(
                                "are neither values nor failures nor options",
                                target -> !List.of(
                                                "dev.outboard.core.text",
                                                "dev.outboard.core.failure",
                                                "dev.outboard.core.spec",
                                                "dev.outboard.core.unitfile",
                                                "dev.outboard.core.value",
                                                "dev.outboard.systemd.engine",
                                                "dev.outboard.systemd.options")
                                        .contains(target.getPackageName()))))
                .check(MAIN);
    }

    @Test
    void needsNoSimulatorOutsideTests() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..testing..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.outboard..testing..")
                .check(MAIN);
    }

    @Test
    void hasNoCircleOfMoreThanFiveClasses() {
        assertThat(ClassCircles.of(MAIN))
                .allSatisfy(circle -> assertThat(circle).hasSizeLessThanOrEqualTo(5));
    }

    @Test
    void hasNoCyclesBetweenPackages() {
        slices().matching("dev.outboard.(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void knowsDockerJavaInOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.outboard.systemd.docker")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.dockerjava..")
                .check(MAIN);
    }

    @Test
    void knowsNothingOfDaemonsInTheClientOfDocker() {
        noClasses()
                .that()
                .resideInAPackage("dev.outboard.systemd.docker")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.outboard.systemd..")
                        .and(describe(
                                "are neither of the client nor versions of the engine",
                                target -> !List.of(
                                                "dev.outboard.systemd.container",
                                                "dev.outboard.systemd.docker",
                                                "dev.outboard.systemd.engine")
                                        .contains(target.getPackageName()))))
                .check(MAIN);
    }

    @Test
    void speaksHttpInOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.outboard.runner.gitlab..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http")
                .check(MAIN);
    }

    @Test
    void knowsNoHostInTheClientOfGitLab() {
        noClasses()
                .that()
                .resideInAPackage("dev.outboard.runner.gitlab..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.outboard..")
                        .and(describe(
                                "are neither values nor failures nor of GitLab",
                                target -> !List.of(
                                                "dev.outboard.core.text",
                                                "dev.outboard.core.failure",
                                                "dev.outboard.core.spec",
                                                "dev.outboard.core.value",
                                                "dev.outboard.runner.gitlab",
                                                "dev.outboard.runner.gitlab.client")
                                        .contains(target.getPackageName()))))
                .check(MAIN);
    }

    @Test
    void startsProcessesInOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.outboard.core.host")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ProcessBuilder.class, Process.class, Runtime.class)
                .check(MAIN);
    }

    /** But between two tries of a call, when nothing tells that GitLab is there again. */
    @Test
    void sleepsNowhere() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.outboard.runner.gitlab.client.RealWaiting")
                .should(callMethodWhere(describe(
                        "Thread.sleep",
                        call -> call.getTargetOwner().isEquivalentTo(Thread.class)
                                && call.getTarget().getName().equals("sleep"))))
                .check(MAIN);
    }

    @Test
    void ordersEveryMapAndSet() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.HashMap")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.HashSet")
                .check(MAIN);
        classes()
                .should(new ArchCondition<JavaClass>("make no map and no set without an order") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        type.getAccessesFromSelf().stream()
                                .filter(ArchitectureTest::makesUnordered)
                                .forEach(access ->
                                        events.add(SimpleConditionEvent.violated(type, access.getDescription())));
                    }
                })
                .check(MAIN);
    }

    private static boolean makesUnordered(JavaAccess<?> access) {
        return Stream.of(Map.class, Set.class)
                        .anyMatch(type -> access.getTargetOwner().isEquivalentTo(type))
                && List.of("of", "copyOf", "ofEntries")
                        .contains(access.getTarget().getName());
    }

    /**
     * What an engine, systemd, GitLab or a host answered, or what a file has: read at one place. They were longer when the
     * rule was made, and no other may be.
     */
    private static final Set<String> LONGER_CONSTRUCTORS = Set.of(
            "ContainerState",
            "EngineInfo",
            "FirstDaemonProfile",
            "RunnerEntry",
            "RunnerState",
            "SimulatedContainer",
            "UnitState");

    @Test
    void hasNoConstructorWithMoreThanEightArguments() {
        assertThat(MAIN.stream()
                        .flatMap(type -> type.getConstructors().stream())
                        .filter(constructor ->
                                constructor.getRawParameterTypes().size() > 8)
                        .map(constructor -> constructor.getOwner().getSimpleName())
                        .filter(name -> !LONGER_CONSTRUCTORS.contains(name)))
                .isEmpty();
    }

    /** A user has to find the few types that matter. */
    @Test
    void exportsFewPublicTypes() throws IOException {
        Set<String> exported = exportedPackages();

        assertThat(exported).contains("dev.outboard", "dev.outboard.core.value", "dev.outboard.systemd.daemon");
        assertThat(MAIN.stream()
                        .filter(type -> exported.contains(type.getPackageName()))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getName)
                        .sorted())
                .hasSizeLessThanOrEqualTo(MOST_EXPORTED_TYPES);
    }

    /** The packages that every module may use, as the sources of the modules' descriptors name them. */
    private static Set<String> exportedPackages() throws IOException {
        Set<String> packages = new TreeSet<>();
        for (String module : MODULES) {
            Path descriptor = Path.of("..", module, "src/main/java/module-info.java");
            EXPORTED.matcher(Files.readString(descriptor)).results().forEach(found -> packages.add(found.group(1)));
        }
        return packages;
    }

    @Test
    void showsOnlyTypesOfTheJdkAndItsOwn() {
        codeUnits()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .should(new ArchCondition<JavaCodeUnit>("have no type of Guava in their signatures") {
                    @Override
                    public void check(JavaCodeUnit unit, ConditionEvents events) {
                        Stream.concat(Stream.of(unit.getRawReturnType()), unit.getRawParameterTypes().stream())
                                .filter(type -> type.getPackageName().startsWith("com.google"))
                                .forEach(type -> events.add(SimpleConditionEvent.violated(
                                        unit, unit.getFullName() + " shows " + type.getName())));
                    }
                })
                .check(MAIN);
    }

    /** Lines of a log are among the places where text of others could move a cursor. */
    @Test
    void logsThroughOneClass() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..testing..")
                .and()
                .doNotBelongToAnyOf(CleanLog.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.slf4j..")
                .check(MAIN);
    }

    /** {@link ProvisioningException} shows text of others as {@link ForeignText} does; no other failure reaches a user. */
    @Test
    void failsWithMessagesThatShowForeignText() {
        classes()
                .that()
                .areAssignableTo(Throwable.class)
                .and()
                .resideOutsideOfPackage("..testing..")
                .should()
                .beAssignableTo(ProvisioningException.class)
                .orShould()
                .notBePublic()
                .check(MAIN);
    }

    /** Their text is Outboard's own, or a value of a spec that refuses what can't be seen. */
    private static final Set<String> RECORDS_WITHOUT_FOREIGN_TEXT = new TreeSet<>(List.of(
            "Bind",
            "Capability",
            "CertificateAuthority",
            "CleanUpUnits",
            "ContainerGroup",
            "CreationMark",
            "FirewallRules",
            "HostPorts",
            "FirewalldZone",
            "FirstDaemon$Claim",
            "ImageArchive",
            "JobImage",
            "JobService",
            "JobVolume",
            "ManagedUnit",
            "NetworkName",
            "PublishedPort",
            "RemovedFeature",
            "Requirement",
            "RestartPolicy",
            "RunnerEntry",
            "StorageMount",
            "Ulimit",
            "UserRemap"));

    @Test
    void showsForeignTextInEveryRecord() {
        classes()
                .that()
                .areRecords()
                .and()
                .arePublic()
                .and()
                .resideOutsideOfPackage("..testing..")
                .and(describe("may hold text of others", ArchitectureTest::mayHoldForeignText))
                .should(new ArchCondition<JavaClass>("keep or show it as ForeignText does") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean isShown = Stream.concat(
                                        type.getConstructors().stream(), Stream.of(type.getMethod("toString")))
                                .flatMap(unit -> unit.getAccessesFromSelf().stream())
                                .anyMatch(call -> call.getTargetOwner().isAssignableTo(ForeignText.class));
                        events.add(
                                new SimpleConditionEvent(type, isShown, type.getName() + " shows its text as it is"));
                    }
                })
                .check(MAIN);
    }

    private static boolean mayHoldForeignText(JavaClass type) {
        String name = type.getName().substring(type.getPackageName().length() + 1);
        return !RECORDS_WITHOUT_FOREIGN_TEXT.contains(name)
                && type.getFields().stream()
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                        .flatMap(field -> field.getType().getAllInvolvedRawTypes().stream())
                        .anyMatch(part -> part.isEquivalentTo(String.class) || part.isEquivalentTo(Path.class));
    }
}
