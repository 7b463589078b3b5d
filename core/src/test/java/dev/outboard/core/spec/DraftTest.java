package dev.outboard.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class DraftTest {
    private static final Schema SCHEMA = new Schema();
    private static final Property<DaemonName> NAME = SCHEMA.required("name", "a name", "call name(..)");
    private static final Property<AbsolutePath> ROOT =
            SCHEMA.derived("root", values -> values.find(NAME).map(name -> AbsolutePath.of("/" + name)));
    private static final Property<AbsolutePath> DATA =
            SCHEMA.derived("data", values -> values.find(ROOT).map(root -> root.resolve("data")));
    private static final Property<Integer> LIMIT = SCHEMA.value("limit", 7);
    private static final Property<String> COMMENT = SCHEMA.value("comment");
    private static final Property<List<IpAddress>> DNS = SCHEMA.list("dns");
    private static final Property<Map<String, String>> OPTIONS = SCHEMA.map("options");

    private static Draft named(String name) {
        Draft draft = SCHEMA.draft();
        draft.set(NAME, name, DaemonName::of);
        return draft;
    }

    private static Values checked(Draft draft) {
        return draft.check("daemon", NAME, (values, problems) -> {});
    }

    private static List<Problem> problems(Draft draft) {
        return catchThrowableOfType(InvalidSpecException.class, () -> checked(draft))
                .problems();
    }

    @Test
    void givesDefaultsThatFollowFromOtherValues() {
        Values values = checked(named("docker2"));

        assertThat(values.get(DATA)).hasToString("/docker2/data");
        assertThat(values.get(LIMIT)).isEqualTo(7);
        assertThat(values.find(COMMENT)).isEmpty();
        assertThat(values.get(DNS)).isEmpty();
        assertThat(values.get(OPTIONS)).isEmpty();
    }

    @Test
    void saysWhichPropertyHasNoValue() {
        Values values = checked(named("docker2"));

        assertThatThrownBy(() -> values.get(COMMENT))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("comment has no value");
    }

    @Test
    void reportsEveryProblemInTheOrderOfTheDeclarations() {
        Draft draft = named("docker2");
        draft.add(DNS, "resolver", IpAddress::of);
        draft.set(ROOT, "docker2", AbsolutePath::of);
        draft.add(DNS, "9.9.9.9", IpAddress::of);
        draft.add(DNS, "other", IpAddress::of);

        assertThat(problems(draft)).extracting(Problem::property).containsExactly("root", "dns", "dns");
    }

    @Test
    void reportsAMistakeOnceWhateverFollowsFromTheValue() {
        assertThat(problems(named("-"))).extracting(Problem::property).containsExactly("name");
    }

    @Test
    void asksForWhatIsRequired() {
        assertThat(problems(SCHEMA.draft())).containsExactly(new Problem("name", "nothing", "a name", "call name(..)"));
    }

    @Test
    void reportsTheRulesBesideTheValuesThatCanNotBeRead() {
        Draft draft = named("docker2");
        draft.set(ROOT, "docker2", AbsolutePath::of);

        assertThatThrownBy(() -> draft.check("daemon", NAME, (values, problems) -> {
                    assertThat(values.find(ROOT)).isEmpty();
                    problems.add("limit", values.get(LIMIT).toString(), "8", "raise it");
                }))
                .hasMessageStartingWith("daemon docker2 has 2 problems");
    }

    @Test
    void showsANameThatCanNotBeReadInQuotes() {
        assertThatThrownBy(() -> checked(named("a\nb"))).hasMessageStartingWith("daemon \"a\\u000ab\" has 1 problem");
    }

    @Test
    void knowsWhatWasGivenEvenIfItCanNotBeRead() {
        Draft draft = named("-");
        draft.add(DNS, "resolver", IpAddress::of);

        assertThat(draft.has(NAME)).isTrue();
        assertThat(draft.has(DNS)).isTrue();
        assertThat(draft.has(ROOT)).isFalse();
    }

    @Test
    void beginsWithThePropertiesOfTheSchemaThatItExtends() {
        Schema special = SCHEMA.extend();
        Property<Integer> weight = special.value("weight", 100);
        Draft draft = special.draft();
        draft.set(NAME, "docker2", DaemonName::of);

        Values values = draft.check("daemon", NAME, (read, problems) -> {});

        assertThat(values.get(ROOT)).hasToString("/docker2");
        assertThat(values.get(weight)).isEqualTo(100);
        assertThat(values.toDraft().check("daemon", NAME, (read, problems) -> {}))
                .isEqualTo(values);
        assertThat(checked(named("docker2")).find(weight)).isEmpty();
    }

    @Test
    void replacesEarlierValues() {
        Draft draft = named("docker2");
        draft.set(LIMIT, 1);
        draft.set(LIMIT, 2);
        draft.put(OPTIONS, "a", "1");
        draft.put(OPTIONS, "b", "2");
        draft.put(OPTIONS, "a", "3");

        assertThat(checked(draft).get(LIMIT)).isEqualTo(2);
        assertThat(checked(draft).get(OPTIONS)).containsExactly(Map.entry("a", "3"), Map.entry("b", "2"));
    }

    @Test
    void isEqualWhereverTheValuesCameFrom() {
        Draft explicit = named("docker2");
        explicit.set(ROOT, AbsolutePath.of("/docker2"));
        explicit.set(LIMIT, 7);

        assertThat(checked(explicit)).isEqualTo(checked(named("docker2"))).hasSameHashCodeAs(checked(named("docker2")));
        assertThat(checked(explicit)).isNotEqualTo(checked(named("docker3")));
    }

    @Test
    void startsAnotherDraftInWhichDefaultsFollow() {
        Draft first = named("docker2");
        first.add(DNS, "9.9.9.9", IpAddress::of);
        Draft second = checked(first).toDraft();
        second.set(ROOT, AbsolutePath.of("/srv"));
        second.add(DNS, "1.1.1.1", IpAddress::of);

        Values values = checked(second);

        assertThat(values.get(NAME)).hasToString("docker2");
        assertThat(values.get(DATA)).hasToString("/srv/data");
        assertThat(values.get(DNS)).map(IpAddress::toString).containsExactly("9.9.9.9", "1.1.1.1");
    }

    @Test
    void keepsWhatWasBuiltWhenTheDraftChanges() {
        Draft draft = named("docker2");
        draft.add(DNS, "9.9.9.9", IpAddress::of);
        Values before = checked(draft);

        draft.add(DNS, "1.1.1.1", IpAddress::of);
        draft.set(LIMIT, 8);

        assertThat(before.get(DNS)).hasSize(1);
        assertThat(before.get(LIMIT)).isEqualTo(7);
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without a null checker may do
    void refusesNullAtOnceAndNamesTheProperty() {
        assertThatNullPointerException()
                .isThrownBy(() -> SCHEMA.draft().set(LIMIT, null))
                .withMessage("limit is null");
    }

    @Test
    void showsAllValuesOnOneLine() {
        Draft draft = named("docker2");
        draft.set(COMMENT, "a\nb");

        assertThat(checked(draft))
                .hasToString("[name=docker2, root=/docker2, data=/docker2/data, limit=7, comment=a\\u000ab, dns=[],"
                        + " options={}]");
    }
}
