/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents say about the code, and that a reader finds them. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    /** In `code`, or at the beginning of a line of the picture, up to its dots. */
    private static final Pattern CLASS_IN_CODE = Pattern.compile("`([A-Z][a-z]\\w+)`");

    private static final Pattern CLASS_IN_PICTURE = Pattern.compile("(?m)^ {3}([A-Z]\\w+)(?:, ([A-Z]\\w+))? \\.{2,} ");
    /** File and heading, one of which may be missing; not of another host. */
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]*)(?:#([^)\\s]*))?\\)");

    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern JAVA_BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```");

    @Test
    void architectureNamesClassesThatExist() throws IOException {
        String text = Files.readString(ROOT.resolve("ARCHITECTURE.md"));
        Set<String> named = new TreeSet<>();
        Stream.concat(
                        CLASS_IN_CODE.matcher(text).results(),
                        CLASS_IN_PICTURE.matcher(text).results())
                .flatMap(DocumentsTest::groups)
                .forEach(named::add);
        named.remove("ServiceLoader"); // of the JDK
        assertThat(named).hasSizeGreaterThan(30).contains("LogMacros", "Planner", "Manifest");
        assertThat(classes()).containsAll(named);
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        Set<Path> documents = documents("");
        assertThat(documents).contains(ROOT.resolve("README.md"), ROOT.resolve("docs/sql.md"));
        for (Path document : documents) {
            for (MatchResult link : links(document)) {
                Path target = link.group(1).isEmpty()
                        ? document
                        : document.resolveSibling(link.group(1)).normalize();
                assertThat(target).as("%s in %s", link.group(), document).exists();
                if (link.group(2) != null) {
                    assertThat(anchors(target))
                            .as("%s in %s", link.group(), document)
                            .contains(link.group(2));
                }
            }
        }
    }

    @Test
    void readmeLeadsToEveryPage() throws IOException {
        assertThat(linked(ROOT.resolve("README.md")))
                .containsAll(documents("docs"))
                .contains(ROOT.resolve("RFCs"));
    }

    @Test
    void theListOfPapersHasThemAll() throws IOException {
        Path list = ROOT.resolve("RFCs/README.md");
        Set<Path> papers = documents("RFCs");
        assertThat(papers.remove(list)).isTrue();
        assertThat(linked(list)).isEqualTo(papers);
    }

    /** Each page's code stands, white space apart, in a source file: a program that is run, or a test. */
    @ParameterizedTest
    @ValueSource(
            strings = {"README.md", "docs/annotations.md", "docs/opentelemetry.md", "docs/sampling.md", "docs/slf4j.md"
            })
    void codeOnPagesIsCompiled(String page) throws IOException {
        Set<String> sources = new HashSet<>();
        for (Path file : sources()) {
            sources.add(withoutSpace(Files.readString(file)));
        }
        String text = Files.readString(ROOT.resolve(page));
        assertThat(JAVA_BLOCK.matcher(text).results().map(block -> block.group(1)))
                .isNotEmpty()
                .allMatch(code -> sources.stream().anyMatch(source -> source.contains(withoutSpace(code))));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }

    /** Markdown in the root, or in a folder and what is below it. */
    private static Set<Path> documents(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".md") && !isMade(file))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** By a build, or by somebody's tools. */
    private static boolean isMade(Path file) {
        for (Path part : ROOT.relativize(file)) {
            if (part.toString().equals("target") || part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static List<MatchResult> links(Path document) throws IOException {
        String text = CODE_BLOCK.matcher(Files.readString(document)).replaceAll("");
        return LINK.matcher(text).results().toList();
    }

    /** The files that a document links. */
    private static Set<Path> linked(Path document) throws IOException {
        return links(document).stream()
                .filter(link -> !link.group(1).isEmpty())
                .map(link -> document.resolveSibling(link.group(1)).normalize())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path document) throws IOException {
        return HEADING.matcher(CODE_BLOCK.matcher(Files.readString(document)).replaceAll(""))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static Stream<String> groups(MatchResult match) {
        return Stream.iterate(1, i -> i + 1)
                .limit(match.groupCount())
                .map(match::group)
                .filter(name -> name != null);
    }

    private static Set<String> classes() throws IOException {
        return sources().stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java") && !isMade(file))
                    .filter(file -> ROOT.relativize(file).toString().contains("src/"))
                    .toList();
        }
    }
}
