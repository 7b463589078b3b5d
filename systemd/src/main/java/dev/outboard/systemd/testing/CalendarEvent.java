package dev.outboard.systemd.testing;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which calendar events systemd accepts: systemd.time(7), CALENDAR EVENTS. Where the manual leaves a case open, this class
 * does what {@code systemd-analyze calendar} does; a test compares the two.
 */
final class CalendarEvent {
    private static final Set<String> SHORTHANDS = ImmutableSet.of(
            "minutely",
            "hourly",
            "daily",
            "weekly",
            "monthly",
            "quarterly",
            "semiannually",
            "semi-annually",
            "biannually",
            "bi-annually",
            "yearly",
            "annually",
            "anually");
    private static final List<String> DAYS =
            List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");
    private static final int ABBREVIATION = 3;

    private static final String NAMES = "[A-Za-z]+(?:(?:\\.\\.|-)[A-Za-z]+)?";
    private static final Pattern WEEKDAYS =
            Pattern.compile("(?<days>" + NAMES + "(?:," + NAMES + ")*),?(?: +(?<rest>.*))?");
    private static final Pattern DAY_RANGE = Pattern.compile("(?<first>[A-Za-z]+)(?:(?:\\.\\.|-)(?<last>[A-Za-z]+))?");
    private static final Pattern DATE =
            Pattern.compile("(?:(?<year>[^-~ ]+)-)?(?<month>[^-~: ]+)(?<sign>[-~])(?<day>[^-~: ]+)");
    private static final Pattern TIME = Pattern.compile("(?<hour>[^: ]+):(?<minute>[^: ]+)(?::(?<second>[^: ]+))?");
    private static final Pattern NUMBERS =
            Pattern.compile("(?<start>[0-9]{1,9})(?:\\.\\.(?<stop>[0-9]{1,9}))?(?:/(?<repeat>[0-9]{1,9}))?");
    /** Seconds may have a fraction, which systemd reads to the microsecond. */
    private static final Pattern FRACTION = Pattern.compile("(?<=[0-9])\\.[0-9]{1,6}[0-4]?[0-9]*(?=$|[/,]|\\.\\.)");

    private static final Pattern SINCE_THE_EPOCH = Pattern.compile("@[0-9]{1,15}");
    private static final Splitter COMMAS = Splitter.on(',');

    private CalendarEvent() {}

    /** Whether systemd accepts an expression. It also accepts dates that never come, such as 30 February. */
    static boolean isAccepted(String expression) {
        String local = withoutZone(expression);
        return SHORTHANDS.contains(local.toLowerCase(Locale.ROOT))
                || SINCE_THE_EPOCH.matcher(local).matches()
                || isSpelledOut(local);
    }

    private static String withoutZone(String expression) {
        int space = expression.lastIndexOf(' ');
        String zone = expression.substring(space + 1);
        boolean isZone =
                zone.equalsIgnoreCase("UTC") || ZoneId.getAvailableZoneIds().contains(zone);
        return space > 0 && isZone ? expression.substring(0, space) : expression;
    }

    private static boolean isSpelledOut(String text) {
        Matcher weekdays = WEEKDAYS.matcher(text);
        if (!weekdays.matches()) {
            return areDateAndTime(text);
        }
        String rest = weekdays.group("rest");
        return COMMAS.splitToStream(weekdays.group("days")).allMatch(CalendarEvent::isDayRange)
                && (rest == null || areDateAndTime(rest));
    }

    private static boolean isDayRange(String text) {
        Matcher range = DAY_RANGE.matcher(text);
        if (!range.matches()) {
            return false;
        }
        int first = day(range.group("first"));
        int last = range.group("last") == null ? first : day(range.group("last"));
        return first >= 0 && first <= last;
    }

    private static int day(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (String day : DAYS) {
            if (lower.equals(day) || lower.equals(day.substring(0, ABBREVIATION))) {
                return DAYS.indexOf(day);
            }
        }
        return -1;
    }

    private static boolean areDateAndTime(String text) {
        int space = text.indexOf(' ');
        return space < 0
                ? isDate(text) || isTime(text)
                : isDate(text.substring(0, space))
                        && isTime(text.substring(space).stripLeading());
    }

    private static boolean isDate(String text) {
        Matcher date = DATE.matcher(text);
        return date.matches()
                && (date.group("year") == null || isIn(date.group("year"), Part.YEAR))
                && isIn(date.group("month"), Part.MONTH)
                && isIn(date.group("day"), date.group("sign").equals("~") ? Part.DAY_BEFORE_THE_END : Part.DAY);
    }

    private static boolean isTime(String text) {
        Matcher time = TIME.matcher(text);
        return time.matches()
                && isIn(time.group("hour"), Part.HOUR)
                && isIn(time.group("minute"), Part.MINUTE)
                && (time.group("second") == null
                        || isIn(FRACTION.matcher(time.group("second")).replaceAll(""), Part.SECOND));
    }

    private static boolean isIn(String text, Part part) {
        return text.equals("*") || COMMAS.splitToStream(text).allMatch(numbers -> areIn(numbers, part));
    }

    private static boolean areIn(String text, Part part) {
        Matcher numbers = NUMBERS.matcher(text);
        if (!numbers.matches()) {
            return false;
        }
        int start = part.number(numbers.group("start"));
        int stop = numbers.group("stop") == null ? start : part.number(numbers.group("stop"));
        return part.first <= start
                && start <= stop
                && stop <= part.last
                && (numbers.group("repeat") == null || part.isRepeat(numbers.group("repeat"), start));
    }

    /** What a component of a date or time can be. */
    private enum Part {
        YEAR(1970, 2199),
        MONTH(1, 12),
        DAY(1, 31),
        DAY_BEFORE_THE_END(1, 28),
        HOUR(0, 23),
        MINUTE(0, 59),
        SECOND(0, 59);

        private static final int CENTURY = 100;

        private final int first;
        private final int last;

        Part(int first, int last) {
            this.first = first;
            this.last = last;
        }

        /** Years of two digits are those from 1970 to 2069. */
        private int number(String text) {
            int number = Integer.parseInt(text);
            if (this != YEAR || number >= CENTURY) {
                return number;
            }
            return number < first % CENTURY ? 2000 + number : 1900 + number;
        }

        /** A repetition has to fit at least once. */
        private boolean isRepeat(String text, int start) {
            int repeat = Integer.parseInt(text);
            return repeat > 0 && repeat <= last - start;
        }
    }
}
