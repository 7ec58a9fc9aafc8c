using Retention.Domain.Facts;
using RetentionWorker.Anchor;
using RetentionWorker.Stores.AzureBlob;

namespace RetentionWorker.Hosting.Configuration;

/// <summary>Where checkpoints of the log go, and how often; nowhere, where nothing is written.</summary>
internal sealed record AnchorSetup(AnchorOptions Options, IReadOnlyList<AnchorPlaceSetting> Places)
{
    public static readonly AnchorSetup None = new(new AnchorOptions(), []);

    /// <summary>Reads the section <c>anchors</c>.</summary>
    public static AnchorSetup Read(OptionsSection section, string baseDirectory, bool hasMailServer)
    {
        if (!section.IsWritten)
            return None;
        var below = section.Section("places");
        var places = below.Names.Select(name => Place(below, name, baseDirectory, hasMailServer)).OfType<AnchorPlaceSetting>().ToList();
        below.RefuseUnknown();
        if (places.Count == 0)
            section.Problem("places", "must name at least one place that keeps checkpoints of the audit log");
        var options = OptionsBinder.Bind<AnchorOptions>(section);
        foreach (var (key, problem) in AnchorOptionsCheck.Problems(options, section.Path))
            section.Notes.Problems.Add(new(key, problem));
        return new AnchorSetup(options, places);
    }

    private static AnchorPlaceSetting? Place(OptionsSection places, string name, string baseDirectory, bool hasMailServer)
    {
        if (IdSyntax.ProblemOf(name) is { } wrong)
            places.Problem(name, $"is not a place's name: {wrong}");
        var section = places.Section(name);
        if (section.Text("kind") is not { } kind || !AnchorKinds.All.Contains(kind))
        {
            section.Problem("kind", $"write one of: {string.Join(", ", AnchorKinds.All)}");
            return null;
        }
        var place = new AnchorPlaceSetting(name, kind, OptionsBinder.Bind<AnchorPlaceOptions>(section));
        foreach (var (key, problem) in AnchorOptionsCheck.Problems(place, baseDirectory, hasMailServer, section.Path))
            section.Notes.Problems.Add(new(key, problem));
        if (kind == AnchorKinds.AzureBlob)
        {
            foreach (var problem in AzureBlobStoreOptionsCheck.AccountProblems(section.Path, Account(place.Options), baseDirectory))
                section.Notes.Problems.Add(new(problem[..problem.IndexOf(": ", StringComparison.Ordinal)], problem[(problem.IndexOf(": ", StringComparison.Ordinal) + 2)..]));
        }
        return place;
    }

    /// <summary>The account of a place, as of a store.</summary>
    public static AzureBlobStoreOptions Account(AnchorPlaceOptions options) => new()
    {
        Service = options.Service, Container = options.Container, Credential = options.Credential, ConnectionStringFile = options.ConnectionStringFile, ServiceVersion = options.ServiceVersion,
    };
}
