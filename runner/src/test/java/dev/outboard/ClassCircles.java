package dev.outboard;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Classes that depend on one another in a circle; a nested class counts as the class that it is in. */
final class ClassCircles {
    private ClassCircles() {}

    /** The circles, each with the names of its classes. */
    static Collection<Set<String>> of(JavaClasses classes) {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (JavaClass each : classes) {
            Set<String> used = uses.computeIfAbsent(topLevel(each), name -> new TreeSet<>());
            each.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> classes.contain(target.getName()))
                    .map(ClassCircles::topLevel)
                    .forEach(used::add);
        }
        Map<String, Set<String>> reached = new TreeMap<>();
        uses.keySet().forEach(name -> reached.put(name, reachable(name, uses)));
        Set<Set<String>> circles = new LinkedHashSet<>();
        reached.forEach((name, all) -> {
            Set<String> circle = new TreeSet<>(all);
            circle.removeIf(other -> !reached.getOrDefault(other, Set.of()).contains(name));
            if (circle.size() > 1) {
                circles.add(circle);
            }
        });
        return circles;
    }

    private static Set<String> reachable(String start, Map<String, Set<String>> uses) {
        Set<String> seen = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(Set.of(start));
        while (!open.isEmpty()) {
            uses.getOrDefault(open.pop(), Set.of()).stream().filter(seen::add).forEach(open::push);
        }
        return seen;
    }

    private static String topLevel(JavaClass each) {
        return each.getName().replaceFirst("[$].*", "");
    }
}
