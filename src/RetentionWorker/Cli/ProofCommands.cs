using System.CommandLine;
using Retention.Domain.Facts;
using Retention.Domain.Transparency;
using RetentionWorker.Record;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class AuditProveCommand : Verb
{
    private readonly Option<RecordReference?> record = Inputs.RecordOrNumber();
    private readonly Option<RecordAddress?> locator = Inputs.Locator();
    private readonly Option<long?> index = new("--index")
    {
        Description = "Another entry about it, by its index in audit list; without it the last outcome, or the last intent where there is none", HelpName = "N", CustomParser = Inputs.ParseIndex,
    };

    private readonly Option<string> to = new("--to") { Description = "The file; it must not exist yet. It names the record in clear", HelpName = "FILE", Required = true };

    public AuditProveCommand()
        : base(
            "prove", "Write a file that shows what became of one record, to be checked without the log and without learning of any other record.",
            "retention audit prove --record 17 --to a.tlog-proof\nretention audit prove --locator interviews:commute-study/recording/P07/a.wav --to a.tlog-proof")
    {
        foreach (var option in new Option[] { record, locator, index, to })
            Add(option);
        Validators.Add(given =>
        {
            if (given.GetResult(record) is null == given.GetResult(locator) is null)
                given.AddError("name the record once: --record ID, or --locator NAME");
        });
    }

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var which = asked.Get(record) ?? new RecordReference.ByName(asked.Get(locator)!);
        var path = asked.PathOf(asked.Get(to));
        if (Path.Exists(path))
            return asked.Answer.Stop(ExitCode.BadInput, $"{path} is there already: nothing is written over it");
        var desk = asked.Room<ProofDesk>();
        switch (await asked.ShowAsync("reading the audit log", line => Task.FromResult(desk.Of(which, asked.Get(index), line is null ? null : (done, total) => line.Count(done, total), ct))))
        {
            case ProofMade.Done made:
                return Write(asked, path, made);
            case ProofMade.Unlinkable gone:
                return asked.Answer.Stop(
                    ExitCode.Unavailable, "no entry of the log can be connected to the record any more, if any ever spoke of it",
                    "keys that link entries to names and are not in use: " + string.Join(", ", gone.Keys), "nobody can connect what was written under a destroyed key (docs/link-keys.md)");
            case ProofMade.Broken broken:
                return asked.Answer.Stop(ExitCode.LogDoesNotVerify, $"no proof can be made: {broken.Problem}", "look at it with: retention audit verify");
            case null:
                return asked.Answer.Stop(ExitCode.BadInput, $"no record has the number {which} (any more): give its name, --locator store:name");
            default:
                return asked.Answer.Stop(ExitCode.BadInput, asked.Get(index) is { } at ? $"entry {at} is not about that record" : "no entry of the log is about that record");
        }
    }

    private static ExitCode Write(VerbContext asked, string path, ProofMade.Done made)
    {
        try
        {
            LogProof.Write(path, made.File);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return asked.Answer.Stop(ExitCode.Unavailable, $"{path} cannot be written: {fault.Message}");
        }
        if (made.Shows.Says is not ProofSays.Gone)
            asked.Answer.Warn("it does not show that the record is gone: " + ProofShown.Meaning(made.Shows));
        if (made.OpenIntent is { } open && open != made.Shows.Index)
            asked.Answer.Warn($"a later erasure of it was begun (entry {open}) and has no outcome yet");
        asked.Answer.One(
            new { File = path, made.Shows.Log, made.Shows.Index, made.Shows.Size, made.Shows.Root, made.Shows.Kind, made.Shows.Says, made.Shows.Record, made.OpenIntent, made.VKey },
            [.. ProofShown.Lines(made.Shows), $"  written to {path}; whoever has it learns the record's name", $"  check it anywhere: retention audit check-proof {path} --vkey {made.VKey}"]);
        return ExitCode.Done;
    }
}

internal sealed class AuditCheckProofCommand : Verb
{
    private readonly Argument<string> file = new("FILE") { Description = "The proof" };
    private readonly Option<string> vkey = new("--vkey") { Description = "The log's public key: name+id+base64, or a file that holds it. Have it from the log's keeper, never from who sent the proof", HelpName = "KEY|FILE", Required = true };
    private readonly Option<string?> expect = new("--expect")
    {
        Description = "The kind that the entry must be of (erased, say): any other is a failure", HelpName = "WORD", CustomParser = given => Words.OneOf(given, EntryKinds.All),
    };

    public AuditCheckProofCommand()
        : base(
            "check-proof", "Check what audit prove wrote, by the log's public key alone: no log, no data directory and no network is needed.",
            "retention audit check-proof a.tlog-proof --vkey log.vkey --expect erased")
    {
        Add(file);
        Add(vkey);
        Add(expect);
    }

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        VerifierKey key;
        byte[] proof;
        try
        {
            key = await GivenLogKey.ReadAsync(asked, asked.Get(vkey), ct);
            proof = await File.ReadAllBytesAsync(asked.PathOf(asked.Get(file)), ct);
        }
        catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException)
        {
            return asked.Answer.Stop(ExitCode.BadInput, fault.Message);
        }
        var verdict = ProofCheck.Of(proof, key, NoteVerifier.Instance);
        if (verdict.Verified && asked.Get(expect) is { } kind && kind != verdict.Kind)
            verdict = verdict with { Verified = false, Problem = $"the entry is of kind {verdict.Kind}, not {kind}: {ProofShown.Meaning(verdict)}" };
        asked.Answer.One(verdict, verdict.Verified ? ProofShown.Lines(verdict) : []);
        return verdict.Verified ? ExitCode.Done : asked.Answer.Stop(ExitCode.LogDoesNotVerify, $"the proof does NOT verify: {verdict.Problem}");
    }
}
