namespace Relay.Local.Host;

/// <summary>
/// The app folder cannot be run: <see cref="Errors"/> has every fault found in host.json and the function.json files,
/// each naming its file and property.
/// </summary>
public sealed class AppConfigurationException : Exception
{
    /// <summary>Makes the exception from the faults found.</summary>
    public AppConfigurationException(IReadOnlyList<string> errors)
        : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    /// <summary>Makes the exception from one fault.</summary>
    public AppConfigurationException(string error)
        : this([error])
    {
    }

    /// <summary>One line for each fault.</summary>
    public IReadOnlyList<string> Errors { get; }
}
