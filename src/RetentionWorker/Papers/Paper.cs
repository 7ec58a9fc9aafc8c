namespace RetentionWorker.Papers;

/// <summary>
/// A document for people, before it is drawn: what a page in a browser and a sheet of paper both show, so that the two cannot differ. It holds words and numbers only; how they look is up to
/// whoever draws them.
/// </summary>
/// <param name="Title">What it is, and of what.</param>
/// <param name="Stamp">Its standing in a few words, in capitals: on every sheet.</param>
/// <param name="Meaning">The standing in a sentence.</param>
/// <param name="Blocks">The document, in reading order.</param>
/// <param name="Foot">What ties the sheets together: the same lines at the foot of each, so that a sheet of another document shows.</param>
internal sealed record Paper(string Title, string Stamp, string Meaning, IReadOnlyList<Block> Blocks, IReadOnlyList<string> Foot);

/// <summary>How a piece of a paragraph is set.</summary>
internal enum Tone
{
    Plain,
    Strong,
    Code,
}

/// <summary>A piece of a paragraph.</summary>
internal sealed record Piece(string Text, Tone Tone = Tone.Plain);

/// <summary>A part of a document: a closed family.</summary>
internal abstract record Block
{
    private Block()
    {
    }

    /// <summary>Begins a section.</summary>
    internal sealed record Heading(string Text) : Block;

    /// <summary>Running text.</summary>
    internal sealed record Paragraph(IReadOnlyList<Piece> Pieces) : Block
    {
        public Paragraph(string text)
            : this([new Piece(text)])
        {
        }
    }

    /// <summary>Points without an order.</summary>
    internal sealed record Points(IReadOnlyList<string> Items) : Block;

    /// <summary>
    /// Rows of as many cells as there are heads. Without heads the first cell of each row is its head: a list of members with their values.
    /// </summary>
    internal sealed record Table(string Caption, IReadOnlyList<string> Heads, IReadOnlyList<IReadOnlyList<string>> Rows) : Block;

    /// <summary>Bars over time, each of <see cref="Bar.Plain"/> and on it <see cref="Bar.Marked"/>. <paramref name="InWords"/> says what they show to whoever does not see them.</summary>
    internal sealed record Chart(string Caption, string PlainIs, string MarkedIs, IReadOnlyList<Bar> Bars, string InWords) : Block;
}

/// <summary>One bar of a chart.</summary>
internal sealed record Bar(string Label, long Plain, long Marked);
