package dev.outboard.core.receipt;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.change.ResourceId;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.StackName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Everything that Outboard owns on one host for one stack, in the order in which it was made; removal goes the other way.
 *
 * @param stack the stack's name
 * @param resources what is owned
 */
public record Receipt(StackName stack, List<Owned> resources) {

    /**
     * Creates a receipt.
     *
     * @param stack the stack's name
     * @param resources what is owned
     */
    public Receipt {
        requireNonNull(stack, "stack is null");
        resources = List.copyOf(resources);
    }

    /**
     * The receipt of a stack that was never applied.
     *
     * @param stack the stack's name
     * @return a receipt of nothing
     */
    public static Receipt empty(StackName stack) {
        return new Receipt(stack, List.of());
    }

    /**
     * What is remembered of a resource.
     *
     * @param id which resource
     * @return its memory, or empty if it is not owned
     */
    public Optional<Owned> find(ResourceId id) {
        return resources.stream().filter(owned -> owned.id().equals(id)).findFirst();
    }

    /**
     * The receipt after a resource was made or changed. A known resource keeps its place.
     *
     * @param made the resource
     * @return a receipt that has it
     */
    public Receipt with(Owned made) {
        List<Owned> more = new ArrayList<>(resources);
        int place = 0;
        while (place < more.size() && !more.get(place).id().equals(made.id())) {
            place++;
        }
        if (place < more.size()) {
            more.set(place, made);
        } else {
            more.add(made);
        }
        return new Receipt(stack, more);
    }

    /**
     * The receipt in the order of a plan. What the plan does not name keeps its place: what is named goes into the places
     * between.
     *
     * @param order resources, also ones that this receipt does not have
     * @return a receipt of the same resources
     */
    public Receipt inOrderOf(List<ResourceId> order) {
        List<Owned> sorted = new ArrayList<>(resources);
        List<Integer> places = IntStream.range(0, sorted.size())
                .filter(place -> order.contains(sorted.get(place).id()))
                .boxed()
                .toList();
        Iterator<Owned> named = places.stream()
                .map(resources::get)
                .sorted(Comparator.comparingInt(owned -> order.indexOf(owned.id())))
                .iterator();
        places.forEach(place -> sorted.set(place, named.next()));
        return new Receipt(stack, sorted);
    }

    /**
     * The receipt after a resource was removed.
     *
     * @param id which resource
     * @return a receipt that does not have it
     */
    public Receipt without(ResourceId id) {
        return new Receipt(
                stack,
                resources.stream().filter(owned -> !owned.id().equals(id)).toList());
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
