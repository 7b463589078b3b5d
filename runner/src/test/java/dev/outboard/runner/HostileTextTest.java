package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableSet;
import dev.outboard.Provisioner;
import dev.outboard.core.change.Step;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.step.WriteFile;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.shared.SeededStrings;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.runner.testing.parts.DebianMachine;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No text that a user gives is more than a text in the files that are made of it. */
class HostileTextTest {
    private static final int BUILDS = 1_500;
    private static final Pattern CONFIGURATION =
            Pattern.compile("merge into (.*) \\(0600 root:root\\)", Pattern.DOTALL);

    /** Places whose text is a key or an option. */
    private static final ImmutableSet<String> KEYS =
            ImmutableSet.of("logOption", "daemonOption", "daemonFlag", "featureFlag", "sysctl", "jobLabel", "untyped");

    /** Places whose text is a value as it stands. */
    private static final ImmutableSet<String> VERBATIM = ImmutableSet.of(
            "root",
            "dataRoot",
            "execRoot",
            "pidFile",
            "imagePath",
            "configurationFile",
            "label",
            "logOptionValue",
            "daemonOptionValue",
            "bucket",
            "credentialsFile",
            "environment",
            "script",
            "user",
            "dnsSearch",
            "sysctlValue",
            "jobLabelValue",
            "allowedImage",
            "serviceAlias",
            "serviceCommand",
            "untypedValue",
            "jobVolume",
            "program",
            "calendar");

    /** Its size says how many rules keep the networks in it apart. */
    private static final String POOL = "addressPool";

    private final Provisioner provisioner = provisioner();
    private final List<Map.Entry<String, String>> places = StackTexts.places();
    private final SortedMap<String, Integer> accepted = new TreeMap<>();

    private static Provisioner provisioner() {
        DebianMachine machine = DebianMachine.withDocker();
        machine.host()
                .putFile(
                        AbsolutePath.of("/usr/bin/gitlab-runner"),
                        FileContent.ofText(""),
                        FileMode.EXECUTABLE,
                        FileOwner.ROOT);
        return machine.provisioner();
    }

    private Optional<StackSpec> built(String place, String text) {
        try {
            return Optional.of(StackTexts.stack(place, text));
        } catch (InvalidValueException | InvalidSpecException refused) {
            assertThat(refused.getMessage()).contains("Fix: ");
            return Optional.empty();
        }
    }

    /** What a plan writes, in the order of what it says, since a text may be a part of a path. */
    private Optional<List<FileShape>> shapes(StackSpec stack) {
        try {
            return Optional.of(provisioner.plan(stack).changes().stream()
                    .flatMap(change -> change.steps().stream())
                    .flatMap(step -> written(step).stream())
                    .sorted(Comparator.comparing(FileShape::toString))
                    .toList());
        } catch (ConflictException impossible) {
            return Optional.empty();
        }
    }

    private static Optional<FileShape> written(Step step) {
        if (step instanceof WriteFile file) {
            return Optional.of(
                    FileShape.of(file.path().toString(), file.content().text()));
        }
        Matcher configuration = CONFIGURATION.matcher(step.describe());
        if (!configuration.matches()) {
            return Optional.empty();
        }
        AbsolutePath path = AbsolutePath.of(configuration.group(1));
        InMemoryHost host = InMemoryHost.create().putDirectory(path.parent().orElseThrow());
        step.perform(host);
        return host.read(path).map(file -> FileShape.of(path.toString(), file.text()));
    }

    private void assertIsOnlyText(String place, String harmless, String text, List<FileShape> expected) {
        Optional<List<FileShape>> shapes = built(place, text).flatMap(this::shapes);
        shapes.ifPresent(given -> {
            accepted.merge(place, 1, Integer::sum);
            assertThat(shapeOf(place, harmless, text, given))
                    .as("%s \"%s\"", place, text)
                    .isEqualTo(shapeOf(place, harmless, harmless, expected));
            if (VERBATIM.contains(place)) {
                assertThat(given.stream().flatMap(shape -> shape.values().stream()))
                        .as("values with %s", place)
                        .contains(text);
            }
        });
    }

    private static String shapeOf(String place, String harmless, String text, List<FileShape> shapes) {
        return shapes.stream()
                .map(FileShape::toString)
                .map(shape -> KEYS.contains(place) ? renamed(shape, text, harmless) : shape)
                .map(shape -> place.equals(POOL) ? withoutCount(shape) : shape)
                .sorted()
                .collect(Collectors.joining("\n\n"));
    }

    private static String withoutCount(String shape) {
        return shape.lines().distinct().collect(Collectors.joining("\n"));
    }

    /** A text that is itself a key or an option may have another name, and another place in the order. */
    private static String renamed(String shape, String text, String harmless) {
        // an option may be given with its dashes
        String option = " --" + CharMatcher.is('-').trimLeadingFrom(text);
        return shape.lines()
                .map(line -> line.endsWith(option)
                        ? line.substring(0, line.length() - option.length()) + " --" + harmless
                        : line.replace("/" + text + " ", "/" + harmless + " "))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    @Test
    void noTextAddsALineASectionAnOptionOrAWord() {
        List<FileShape> harmless = shapes(StackTexts.harmless()).orElseThrow();
        assertThat(shapeOf("", "", "", harmless))
                .contains("[Service]", "/runners[]/docker/image String", "/data-root STRING", "[NetDev]");

        SeededStrings.forEachSeed(BUILDS, random -> {
            Map.Entry<String, String> place = random.oneOf(places);
            String text = switch (random.number(0, 3)) {
                case 0 -> random.hostile();
                case 1 -> place.getValue() + random.hostile();
                default -> random.mutate(place.getValue());
            };
            assertIsOnlyText(place.getKey(), place.getValue(), text, harmless);
        });

        assertThat(accepted).as("texts that were rendered").hasSizeGreaterThan(places.size() / 2);
    }
}
