using Retention.Domain.Facts;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>Everything that is wrong with a configured container, at once, each with its key's path. Reads the files that hold secrets, and repeats nothing of them.</summary>
internal static class AzureBlobStoreOptionsCheck
{
    private const int MostDays = 36_500;
    private const int MostParallelism = 256;
    private const int MostPage = 5_000;
    private const int MostSeconds = 600;

    /// <summary>The problems of one store; <paramref name="key"/> is its path in the configuration, as in <c>stores.archive</c>.</summary>
    public static IReadOnlyList<string> Problems(string key, AzureBlobStoreOptions options, string baseDirectory)
    {
        var problems = new List<string>();
        problems.AddRange(ContainerProblem($"{key}.container", options.Container));
        if (string.IsNullOrEmpty(options.Template))
            problems.Add($"{key}.template: must say how names map to facts, as in {{project}}/{{category}}/{{participant}}/{{*}}");
        else if (PathTemplate.Parse(options.Template).Problem is { } problem)
            problems.Add($"{key}.template: {problem}");
        else if (options.Canaries == true && !PathTemplate.Parse(options.Template).Template!.LeavesRoom)
            problems.Add($"{key}.canaries: the template has neither {{participant}} nor {{*}}, and so no place for a canary beside what belongs to people; write false");
        problems.AddRange(ServiceProblems(key, options, baseDirectory));
        problems.AddRange(Between($"{key}.parallelism", options.Parallelism, 1, MostParallelism));
        problems.AddRange(Between($"{key}.pageSize", options.PageSize, 1, MostPage));
        problems.AddRange(Between($"{key}.pageSeconds", options.PageSeconds, 1, MostSeconds));
        problems.AddRange(Between($"{key}.callSeconds", options.CallSeconds, 1, MostSeconds));
        if (options.ServiceVersion is { } version && BlobConnection.ParseVersion(version) is null)
            problems.Add($"{key}.serviceVersion: '{version}' is no version that the client knows; write it as in 2025-11-05");
        problems.AddRange(DeclaredProblems($"{key}.declared", options.Declared));
        return problems;
    }

    /// <summary>Which container of which account, and who asks.</summary>
    public static IReadOnlyList<string> AccountProblems(string key, AzureBlobStoreOptions options, string baseDirectory) =>
        [.. ContainerProblem($"{key}.container", options.Container), .. ServiceProblems(key, options, baseDirectory)];

    private static IEnumerable<string> ServiceProblems(string key, AzureBlobStoreOptions options, string baseDirectory)
    {
        var missing = options.Service is null && options.ConnectionStringFile is null ? new[] { $"{key}.service: must name the blob service, as in https://ACCOUNT.blob.core.windows.net" } : [];
        return [.. options.Service is { } service ? ServiceProblem($"{key}.service", service) : missing, .. CredentialProblems(key, options, baseDirectory)];
    }

    private static IEnumerable<string> ContainerProblem(string key, string? container)
    {
        if (string.IsNullOrEmpty(container))
            yield return $"{key}: must name the container that holds the records";
        else if (container is "$root" or "$web" or "$logs" or "$blobchangefeed")
            yield return $"{key}: a container of the service itself cannot be a store";
        else if (container.Length is < 3 or > 63 || container.Contains("--", StringComparison.Ordinal) || container[0] == '-' || container[^1] == '-'
            || !container.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
            yield return $"{key}: must be 3 to 63 lower-case letters, digits and single '-', as the service demands";
    }

    private static IEnumerable<string> ServiceProblem(string key, string service)
    {
        if (!Uri.TryCreate(service, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
            yield return $"{key}: must be an address as in https://ACCOUNT.blob.core.windows.net";
        else if (uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
            yield return $"{key}: must hold no user, query or fragment; a shared access signature goes into a file of its own (sasFile)";
        else if (uri.Scheme == "http" && !uri.IsLoopback)
            yield return $"{key}: must be https; http would send the credential and the names in the clear";
    }

    private static IEnumerable<string> CredentialProblems(string key, AzureBlobStoreOptions options, string baseDirectory)
    {
        var written = new[] { options.Credential, options.ConnectionStringFile, options.SasFile }.Count(value => value is not null);
        if (written != 1)
            yield return $"{key}.credential: write exactly one of credential (default), connectionStringFile and sasFile";
        if (options.Credential is not (null or "default"))
            yield return $"{key}.credential: must be 'default'; secrets go into a file (connectionStringFile, sasFile)";
        if (options.ConnectionStringFile is { } connection && BlobConnection.ConnectionStringProblem(connection, options.Service, baseDirectory) is { } wrong)
            yield return $"{key}.connectionStringFile: {wrong}";
        if (options.SasFile is { } sas && BlobConnection.SasProblem(sas, baseDirectory) is { } bad)
            yield return $"{key}.sasFile: {bad}";
    }

    private static IEnumerable<string> DeclaredProblems(string key, AzureBlobDeclaredOptions? declared)
    {
        if (declared is null)
        {
            yield return $"{key}: must say versioning, softDeleteDays, replicated and backupDays; the program cannot see them";
            yield break;
        }
        if (declared.Versioning is null)
            yield return $"{key}.versioning: must be written, true or false";
        if (declared.Replicated is null)
            yield return $"{key}.replicated: must be written, true or false";
        if (declared.SoftDeleteDays is null)
            yield return $"{key}.softDeleteDays: must be written; 0 where there is none";
        if (declared.BackupDays is null)
            yield return $"{key}.backupDays: must be written; 0 where there is none";
        foreach (var problem in Between($"{key}.softDeleteDays", declared.SoftDeleteDays, 0, MostDays).Concat(Between($"{key}.backupDays", declared.BackupDays, 0, MostDays)))
            yield return problem;
    }

    private static IEnumerable<string> Between(string key, int? value, int least, int most)
    {
        if (value < least || value > most)
            yield return $"{key}: must be from {least} to {most}";
    }
}
