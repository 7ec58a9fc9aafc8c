using Retention.Domain.Schedule;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Core.Tokens;
using Scalar = YamlDotNet.Core.Events.Scalar;

namespace RetentionWorker.Register;

/// <summary>
/// Takes YAML apart into nodes with line numbers. Of YAML it takes what a person reads as it stands: one document of maps, lists and
/// texts. Tags, anchors, aliases, trailing commas and further documents are problems.
/// </summary>
internal sealed class ScheduleYaml
{
    private const int Deepest = 8;

    private readonly Parser parser;
    private readonly List<ScheduleProblem> problems = [];

    private ScheduleYaml(string text) => parser = new Parser(new StringReader(text));

    public static (ScheduleNode? Document, IReadOnlyList<ScheduleProblem> Problems) Read(string text)
    {
        var yaml = new ScheduleYaml(text);
        try
        {
            var document = yaml.Document();
            yaml.FindTrailingCommas(text);
            return yaml.problems.Count == 0 ? (document, []) : (null, [.. yaml.problems.OrderBy(p => p.Line)]);
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException)
        {
            // Of some texts the library says no more than that its state is invalid.
            var (at, why) = e is YamlException yamlFault ? (yamlFault.Start, yamlFault.Message.TrimEnd('.')) : (yaml.parser.Current?.End ?? Mark.Empty, "a bracket is not closed");
            yaml.problems.Add(new(Line(at), "", $"this is no YAML: {why}", "check the indentation, the brackets and the quotes around this line"));
            return (null, yaml.problems);
        }
    }

    private ScheduleNode? Document()
    {
        parser.Consume<YamlDotNet.Core.Events.StreamStart>();
        if (!parser.TryConsume<YamlDotNet.Core.Events.DocumentStart>(out _))
        {
            Problem(new Mark(0, 1, 1), "the schedule is empty", "write its rules: an empty schedule is no decision to keep nothing");
            return null;
        }
        var document = Node(0);
        parser.Consume<YamlDotNet.Core.Events.DocumentEnd>();
        if (parser.Current is YamlDotNet.Core.Events.DocumentStart second)
            Problem(second.Start, "a second document starts here", "keep one schedule in one file");
        return document;
    }

    private ScheduleNode Node(int depth)
    {
        if (depth > Deepest)
            throw new YamlException(parser.Current!.Start, parser.Current.End, $"nested deeper than {Deepest} levels");
        var at = parser.Current!;
        if (at is NodeEvent node)
            RefuseMarks(node);
        if (parser.TryConsume<Scalar>(out var scalar))
            return new ScheduleNode.Text(Line(at.Start), IsNull(scalar) ? "" : scalar.Value, scalar.Style != ScalarStyle.Plain);
        if (parser.TryConsume<YamlDotNet.Core.Events.AnchorAlias>(out _))
        {
            Problem(at.Start, "an alias (*name) stands for something written elsewhere", "write it out");
            return new ScheduleNode.Text(Line(at.Start), "", Quoted: false);
        }
        if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<ScheduleNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(Node(depth + 1));
            return new ScheduleNode.List(Line(at.Start), items);
        }
        parser.Consume<MappingStart>();
        var entries = new List<ScheduleEntry>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var line = Line(parser.Current!.Start);
            if (Node(depth + 1) is ScheduleNode.Text key)
                entries.Add(new(line, key.Value, Node(depth + 1)));
            else
                throw new YamlException(at.Start, at.End, "a key must be a single word");
        }
        return new ScheduleNode.Map(Line(at.Start), entries);
    }

    private void RefuseMarks(NodeEvent node)
    {
        // A quoted text carries the tag "!" of its own accord.
        if (!node.Tag.IsEmpty && !(node is Scalar && node.Tag.IsNonSpecific))
            Problem(node.Start, $"the tag {node.Tag.Value} says what to make of a value", "remove it: values are taken as they are written");
        if (!node.Anchor.IsEmpty)
            Problem(node.Start, $"the anchor &{node.Anchor.Value} names a value to be used elsewhere", "remove it, and write the value wherever it is meant");
    }

    private void FindTrailingCommas(string text)
    {
        var scanner = new Scanner(new StringReader(text));
        FlowEntry? comma = null;
        // At an error the scanner stands still for ever; the parser says what is wrong there.
        while (scanner.MoveNext() && scanner.Current is not Error)
        {
            if (scanner.Current is FlowSequenceEnd or FlowMappingEnd && comma is not null)
                Problem(comma.Start, "a comma is followed by nothing", "remove it, or write what is missing");
            comma = scanner.Current as FlowEntry;
        }
    }

    private static bool IsNull(Scalar scalar) => scalar.Style == ScalarStyle.Plain && scalar.Value is "~" or "null" or "Null" or "NULL";

    private void Problem(Mark at, string message, string remedy) => problems.Add(new(Line(at), "", message, remedy));

    private static int Line(Mark at) => (int)at.Line;
}
