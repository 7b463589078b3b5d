package dev.outboard.core.change;

import com.google.common.base.Splitter;
import dev.outboard.core.text.ForeignText;
import java.util.List;
import java.util.Optional;

/**
 * What happens to one resource, why, and by which steps. Subject, reason and difference may quote others, and are kept as
 * {@link ForeignText} shows them.
 *
 * @param resource the resource that a receipt knows
 * @param subject what the change is about, in one line; the resource itself or a part of it
 * @param action what happens
 * @param reason why, for people; empty where the action says it all
 * @param difference the difference as a unified diff, or empty
 * @param steps what is done, in this order; none for {@link Action#ADOPT}
 */
public record Change(
        ResourceId resource,
        String subject,
        Action action,
        Optional<String> reason,
        Optional<String> difference,
        List<Step> steps) {

    /**
     * Creates a change.
     *
     * @param resource the resource that a receipt knows
     * @param subject what the change is about
     * @param action what happens
     * @param reason why, or empty
     * @param difference the difference, or empty
     * @param steps what is done
     */
    public Change {
        subject = ForeignText.line(subject);
        reason = reason.map(ForeignText::line);
        difference = difference.map(
                text -> String.join("\n", ForeignText.lines(Splitter.on('\n').splitToList(text))));
        steps = List.copyOf(steps);
    }

    /**
     * A change of a resource, without reason and difference.
     *
     * @param resource the resource
     * @param action what happens
     * @param steps what is done
     * @return the change
     */
    public static Change of(ResourceId resource, Action action, List<? extends Step> steps) {
        return new Change(
                resource, resource.toString(), action, Optional.empty(), Optional.empty(), List.copyOf(steps));
    }

    /**
     * The same change about a part of the resource.
     *
     * @param part what the change is about, in one line
     * @return the change
     */
    public Change about(String part) {
        return new Change(resource, part, action, reason, difference, steps);
    }

    /**
     * The same change with a reason.
     *
     * @param why the reason
     * @return the change
     */
    public Change because(String why) {
        return new Change(resource, subject, action, Optional.of(why), difference, steps);
    }

    /**
     * The same change with a difference to show.
     *
     * @param unifiedDiff the difference; may be empty text for none
     * @return the change
     */
    public Change showing(String unifiedDiff) {
        return new Change(
                resource, subject, action, reason, Optional.of(unifiedDiff).filter(text -> !text.isEmpty()), steps);
    }

    /**
     * The change in one line: symbol, subject and reason.
     *
     * @return for example {@code ! docker2.service: daemon.json changed}
     */
    public String summary() {
        return action.symbol() + " " + subject + reason.map(why -> ": " + why).orElse("");
    }

    /**
     * The change as a plan prints it: the summary, the difference, and every step.
     *
     * @return several lines, each ended by a newline
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(summary()).append('\n');
        difference.ifPresent(diff ->
                diff.lines().forEach(line -> text.append("      ").append(line).append('\n')));
        steps.forEach(step ->
                text.append("    ").append(ForeignText.whole(step.describe())).append('\n'));
        return text.toString();
    }
}
