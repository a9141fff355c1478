package io.tickwire.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What the poms say to those who import or publish them. */
class BomTest {
    private static final Path ROOT = Path.of("..");

    @Test
    @DisplayName("the bom lists every artifact that is published, and no other")
    void bomListsWhatIsPublished() throws Exception {
        List<String> published = new ArrayList<>();
        for (Element module : modules()) {
            if (all(module, "maven.deploy.skip").isEmpty() && !isBom(module)) {
                published.add(child(module, "artifactId"));
            }
        }
        assertThat(listed()).containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    @DisplayName("the bom has the version of all the others")
    void bomHasTheVersionOfAll() throws Exception {
        String version = child(pom("."), "version");
        assertThat(child(pom("bom"), "version")).isEqualTo(version);
        for (Element module : modules()) {
            if (!isBom(module)) {
                assertThat(child(all(module, "parent").get(0), "version")).isEqualTo(version);
            }
        }
    }

    @Test
    @DisplayName("each pom names and describes its module")
    void eachPomNamesAndDescribesItsModule() throws Exception {
        for (Element module : modules()) {
            assertThat(child(module, "name")).startsWith("Tickwire");
            assertThat(child(module, "description")).endsWith(".");
        }
        for (Element whole : List.of(pom("."), pom("bom"))) {
            assertThat(all(whole, "license")).hasSize(1);
            assertThat(all(whole, "developer")).hasSize(1);
            assertThat(all(whole, "scm")).hasSize(1);
            assertThat(child(whole, "url")).startsWith("https://");
        }
    }

    private static boolean isBom(Element pom) {
        return child(pom, "artifactId").equals("tickwire-bom");
    }

    private static List<String> listed() throws Exception {
        return all(pom("bom"), "dependency").stream()
                .filter(dependency -> child(dependency, "groupId").equals("io.tickwire"))
                .map(dependency -> child(dependency, "artifactId"))
                .toList();
    }

    private static List<Element> modules() throws Exception {
        List<Element> poms = new ArrayList<>();
        for (Element module : all(pom("."), "module")) {
            poms.add(pom(module.getTextContent()));
        }
        return poms;
    }

    private static Element pom(String module) throws Exception {
        String text = Files.readString(ROOT.resolve(module).resolve("pom.xml"));
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(text)))
                .getDocumentElement();
    }

    /** The text of the element of that name directly below another. */
    private static String child(Element parent, String name) {
        return elements(parent.getChildNodes())
                .filter(element -> element.getTagName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + parent.getTagName()))
                .getTextContent();
    }

    private static List<Element> all(Element parent, String name) {
        return elements(parent.getElementsByTagName(name)).toList();
    }

    private static Stream<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast);
    }
}
