using System.CommandLine;

namespace RetentionWorker.Cli;

/// <summary>Every verb of the command, in the order of its help.</summary>
internal static class Verbs
{
    public static IReadOnlyList<Command> All(Func<CancellationToken, Task<ExitCode>> quickstart) =>
    [
        new QuickstartCommand(quickstart),
        new RunCommand(),
        new StatusCommand(),
        new StopCommand(),
        new StartCommand(),
        new VerbGroup("register", "The register of projects and holds.", new RegisterConfirmCommand()),
        new VerbGroup("clock", "The evidence of the clock.", new ClockShowCommand(), new ClockConfirmCommand()),
        new HealthCommand(),
        new VerbGroup("schedule", "The retention schedule.", new ScheduleCheckCommand(), new ScheduleShowCommand(), new ScheduleWhenCommand(), new ScheduleDiffCommand(), new ScheduleProposeCommand()),
        new VerbGroup("store", "The places that hold records.", new StoreAdoptCommand(), new StoreListCommand(), new StoreCheckCommand(), new StoreTemplateCommand()),
        new VerbGroup(
            "project", "Projects and their ends.",
            new ProjectAddCommand(), new ProjectEndCommand(), new ProjectReopenCommand(), new ProjectReplanCommand(), new ProjectMergeCommand(), new ProjectEndlessCommand(), new ProjectRoleCommand(), new ProjectInstructCommand(), new ProjectListCommand(),
            new ProjectImportCommand(), new ProjectExportCommand()),
        new VerbGroup("recipient", "Processors and recipients outside, and what they are to be told of.", new RecipientAddCommand(), new RecipientListCommand(), new RecipientAttestCommand(), new RecipientExcuseCommand(), new RecipientRemoveCommand()),
        new VerbGroup("correction", "Corrections that wait for a second person, or were judged.", new CorrectionListCommand(), new CorrectionShowCommand()),
        new WithdrawCommand(),
        new VerbGroup("audit", "The audit log.", new AuditVerifyCommand(), new AuditListCommand(), new AuditShowCommand(), new AuditExportCommand(), new AuditAnchorCommand(), new AuditPruneCommand(), new AuditRotateKeyCommand(), new AuditProveCommand(), new AuditCheckProofCommand(), new AuditCertificateCommand(), new AuditCheckCertificateCommand(), new AuditReportCommand()),
        new VerbGroup("hold", "Holds: suspensions of erasure.", new HoldPlaceCommand(), new HoldReleaseCommand(), new HoldKeepCommand(), new HoldGroundCommand(), new HoldListCommand()),
        new VerbGroup("keys", "The keys that link the audit log's entries to names.", new KeyListCommand()),
        new VerbGroup("breach", "Possible breaches and their clock.", new BreachListCommand(), new BreachCloseCommand()),
        new VerbGroup("canary", "The records that the program plants itself, to prove that it works.", new CanaryListCommand(), new CanaryCloseCommand()),
        new DiscoverCommand(),
        new PlanCommand(),
        new ApproveCommand(),
        new RejectCommand(),
        new PurgeCommand(),
        new ExplainCommand(),
    ];
}
