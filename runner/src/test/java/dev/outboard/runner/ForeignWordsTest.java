package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableSet;
import dev.outboard.Outboard;
import dev.outboard.Provisioner;
import dev.outboard.core.change.Retention;
import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.ForwardingHost;
import dev.outboard.core.host.Host;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.testing.shared.SeededStrings;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.GitLabException;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.runner.gitlab.client.GitLab;
import dev.outboard.runner.stack.ConnectedHost;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.EngineException;
import dev.outboard.systemd.docker.Engines;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever a host, its daemons, GitLab or a spec say while a stack lives: nothing that Outboard shows has a control
 * character, a token or a line of theirs.
 */
class ForeignWordsTest {
    private static final int LIVES = 25;
    private static final int ENOUGH_ANSWERS = 1_500;
    private static final int ENOUGH_IN_SPECS = 6_570;
    private static final int ENOUGH_ACCEPTED = 400;

    /** Planning takes its time: one of so many specs is planned, and one of so many is applied and removed. */
    private static final int PLANNED = 14;

    private static final int LIVED = 82;

    /** A token that stands in a part of such a value can't be recognized: the name before it is in another part. */
    private static final ImmutableSet<String> SHOWN_IN_PARTS =
            ImmutableSet.of("volume", "jobVolume", "extraHost", "configurationDirectory");

    private final StackSpec stack = Article.stack(
            Article.docker1().build(),
            Article.docker2().build(),
            Article.runner1()
                    .token(RunnerToken.created(
                            Secret.of("glpat-access-of-a-test"),
                            RunnerRegistration.builder()
                                    .scope(RunnerScope.instance())
                                    .build()))
                    .build());

    private final List<String> shown = new ArrayList<>();
    private int texts;

    /** The machine, which says something hostile in one of so many answers, once a stack is there. */
    private final class Others {
        private final SeededStrings random;
        private final int oneOf;

        private Others(SeededStrings random, int oneOf) {
            this.random = random;
            this.oneOf = oneOf;
        }

        private boolean speak() {
            return random.number(1, oneOf) == 1;
        }

        private String words() {
            int count = random.number(1, 3);
            texts += count;
            return IntStream.range(0, count)
                    .mapToObj(word -> HostileWords.one(random))
                    .collect(Collectors.joining());
        }

        /** In the middle of a text, or in place of it. */
        private String in(String text) {
            int at = random.number(0, text.length());
            return random.number(0, 3) == 0 ? words() : text.substring(0, at) + words() + text.substring(at);
        }

        private Host host(Host host) {
            return new ForwardingHost(host) {
                @Override
                public Optional<FileContent> read(AbsolutePath path) {
                    // a journal and a receipt are Outboard's own
                    return speak() && !path.toString().startsWith("/var/lib/outboard/")
                            ? super.read(path).map(content -> FileContent.ofText(in(content.text())))
                            : super.read(path);
                }

                @Override
                public Optional<String> linkTarget(AbsolutePath path) {
                    return speak() ? super.linkTarget(path).map(target -> in(target)) : super.linkTarget(path);
                }

                @Override
                public List<String> list(AbsolutePath directory) {
                    List<String> names = new ArrayList<>(super.list(directory));
                    if (speak()) {
                        names.add(words().replace("/", "").replace("\u0000", "")
                                + random.oneOf("", ".network", ".json", ".xml"));
                    }
                    return names;
                }

                @Override
                public Optional<CommandResult> ask(Query query) {
                    return super.ask(query).map(result -> speak() ? hostile(result) : result);
                }

                @Override
                public CommandResult run(Command command) {
                    CommandResult result = super.run(command);
                    return speak() ? hostile(result).requireSuccess() : result;
                }
            };
        }

        private CommandResult hostile(CommandResult result) {
            return random.number(0, 1) == 0
                    ? new CommandResult(result.command(), 1, "", in("it failed: "))
                    : new CommandResult(result.command(), result.exitStatus(), in(result.output()), result.errors());
        }

        private Engines engines(Engines engines) {
            return socket -> speaking(
                    Engine.class,
                    engines.open(socket),
                    () -> new EngineException("Docker daemon at " + socket + ": " + words(), "mend " + words()));
        }

        private GitLab gitLab(GitLab gitLab) {
            return speaking(
                    GitLab.class,
                    gitLab,
                    () -> new GitLabException(
                            "GitLab: " + words(), "correct " + words(), random.oneOf(List.of(400, 403, 500))));
        }

        private <T> T speaking(Class<T> type, T target, Supplier<RuntimeException> failure) {
            return type.cast(Proxy.newProxyInstance(
                    ForeignWordsTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        if (speak() && !method.getName().equals("close") && random.number(0, 3) == 0) {
                            throw failure.get();
                        }
                        Object answer = call(target, method, arguments);
                        return speak() ? hostile(answer) : answer;
                    }));
        }

        /** The same value with hostile words in one place of each text, as far as it may have them. */
        private @Nullable Object hostile(@Nullable Object value) throws IllegalAccessException, InstantiationException {
            if (value instanceof Optional<?> optional && optional.isPresent()) {
                return Optional.ofNullable(hostile(optional.get()));
            }
            if (value instanceof List<?> list) {
                List<@Nullable Object> copy = new ArrayList<>();
                for (Object element : list) {
                    copy.add(element instanceof String text ? in(text) : hostile(element));
                }
                return copy;
            }
            return value instanceof Record holder ? hostile(holder) : value;
        }

        private Record hostile(Record holder) throws IllegalAccessException, InstantiationException {
            RecordComponent[] components = holder.getClass().getRecordComponents();
            @Nullable Object[] values = new Object[components.length];
            try {
                for (int index = 0; index < components.length; index++) {
                    values[index] = inComponent(components[index].getAccessor().invoke(holder));
                }
                return (Record) holder.getClass()
                        .getDeclaredConstructor(Arrays.stream(components)
                                .map(RecordComponent::getType)
                                .toArray(Class<?>[]::new))
                        .newInstance(values);
            } catch (NoSuchMethodException | InvocationTargetException refused) {
                return holder;
            }
        }

        private @Nullable Object inComponent(@Nullable Object value) {
            if (value instanceof String text) {
                return in(text);
            }
            if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
                List<Object> more = new ArrayList<>(list);
                more.add(words());
                return more;
            }
            if (value instanceof Set<?> set && set.stream().allMatch(String.class::isInstance)) {
                Set<Object> more = new TreeSet<>(set);
                more.add(words());
                return more;
            }
            if (value instanceof Map<?, ?> map && map.values().stream().allMatch(String.class::isInstance)) {
                Map<Object, Object> more = new TreeMap<>(map);
                more.put(words(), words());
                return more;
            }
            return value;
        }
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    @BeforeEach
    void seesWhatIsNotToBeShown() {
        assertThat(HostileWords.TEXTS)
                .allMatch(text -> !HostileWords.fault(text).isEmpty());
        assertThat(HostileWords.fault("a\\u202e ****")).isEmpty();
    }

    private <T> Optional<T> showing(Supplier<T> action) {
        try {
            T result = action.get();
            shown.add(String.valueOf(result));
            return Optional.of(result);
        } catch (RuntimeException failure) {
            shown.add(String.valueOf(failure.getMessage()));
            shown.add(Throwables.getStackTraceAsString(failure));
            return Optional.empty();
        }
    }

    private void apply(Provisioner provisioner, Plan plan) {
        shown.add(plan.resources().toString());
        showing(() -> provisioner.apply(plan, event -> shown.add(event.summary() + "\n" + event)));
    }

    private void live(Provisioner quiet, Provisioner disturbed, SeededStrings random) {
        if (random.number(0, 3) == 0) {
            showing(() -> disturbed.plan(stack)).ifPresent(plan -> apply(disturbed, plan));
        }
        try {
            quiet.apply(quiet.plan(stack));
        } catch (RuntimeException leftOver) {
            shown.add(Throwables.getStackTraceAsString(leftOver));
        }
        showing(() -> disturbed.verify(stack));
        showing(() -> disturbed.plan(stack)).ifPresent(plan -> apply(disturbed, plan));
        showing(() -> disturbed.rotateToken(stack, "runner1"));
        showing(() -> disturbed.rollBack("ci"));
        showing(() -> disturbed.planRemoval("ci", Retention.PURGE)).ifPresent(plan -> apply(disturbed, plan));
        showing(() -> disturbed.receipt("ci"));
    }

    private void assertNothingIsShownAsItIs() {
        for (String text : shown) {
            assertThat(HostileWords.fault(text)).as(text).isEmpty();
        }
        shown.clear();
    }

    private static DebianMachine machineWithRunner() {
        DebianMachine machine = DebianMachine.withDocker();
        machine.host()
                .putFile(
                        AbsolutePath.of("/usr/bin/gitlab-runner"),
                        FileContent.ofText(""),
                        FileMode.EXECUTABLE,
                        FileOwner.ROOT);
        return machine;
    }

    @Test
    void ofAnswersAreNeverShownAsTheyAre() {
        SeededStrings.forEachSeed(LIVES, random -> {
            DebianMachine machine = DebianMachine.withDocker();
            Others others = new Others(random, random.oneOf(List.of(2, 10, 40)));
            Provisioner disturbed = Outboard.on(new ConnectedHost(
                    others.host(machine.host()),
                    others.engines(machine.engines()),
                    connection -> others.gitLab(machine.gitLab())));
            live(machine.provisioner(), disturbed, random);
            assertNothingIsShownAsItIs();
        });

        assertThat(texts).as("hostile texts in answers").isGreaterThan(ENOUGH_ANSWERS);
    }

    /** The specs that have a hostile text in one place and are built all the same. */
    private List<StackSpec> accepted() {
        List<StackSpec> accepted = new ArrayList<>();
        for (Map.Entry<String, String> place : StackTexts.places()) {
            for (String text : HostileWords.TEXTS) {
                if (SHOWN_IN_PARTS.contains(place.getKey()) && text.contains(HostileWords.CANARY)) {
                    continue;
                }
                for (String value : List.of(text, place.getValue() + text)) {
                    texts++;
                    built(place.getKey(), value).ifPresent(accepted::add);
                }
            }
            assertNothingIsShownAsItIs();
        }
        return accepted;
    }

    private Optional<StackSpec> built(String place, String value) {
        try {
            return Optional.of(StackTexts.stack(place, value));
        } catch (InvalidValueException | InvalidSpecException refused) {
            shown.add(refused.getMessage());
            shown.add(Throwables.getStackTraceAsString(refused));
            return Optional.empty();
        }
    }

    @Test
    void ofSpecsAreNeverShownAsTheyAre() {
        List<StackSpec> accepted = accepted();
        Provisioner empty = machineWithRunner().provisioner();
        for (int at = 0; at < accepted.size(); at++) {
            StackSpec spec = accepted.get(at);
            if (at % LIVED == 0) {
                Provisioner provisioner = machineWithRunner().provisioner();
                showing(() -> provisioner.plan(spec)).ifPresent(plan -> apply(provisioner, plan));
                showing(() -> provisioner.verify(spec));
                showing(() -> provisioner.planRemoval("ci", Retention.PURGE))
                        .ifPresent(plan -> apply(provisioner, plan));
            } else if (at % PLANNED == 0) {
                showing(() -> empty.plan(spec));
            }
            assertNothingIsShownAsItIs();
        }

        assertThat(accepted).as("specs with hostile texts").hasSizeGreaterThan(ENOUGH_ACCEPTED);
        assertThat(texts).as("hostile texts in specs").isGreaterThan(ENOUGH_IN_SPECS);
    }
}
