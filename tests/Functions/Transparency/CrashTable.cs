using Azure.Data.Tables;
using Relay.Functions.Tests.World;

namespace Relay.Functions.Tests.Transparency;

/// <summary>The program has died in the middle of a call to a store.</summary>
internal sealed class CrashException : Exception
{
}

/// <summary>Lets the program die at one of its calls to stores: before the call has an effect, or after.</summary>
internal sealed class Crashes
{
    private bool _dead;

    /// <summary>The number of the call at which it dies, from 1; 0 for never.</summary>
    public int At { get; set; }

    /// <summary>Whether that call still has its effect.</summary>
    public bool HasEffect { get; set; }

    /// <summary>How many calls there were.</summary>
    public int Calls { get; private set; }

    public bool HasCrashed { get; private set; }

    /// <summary>The program runs again.</summary>
    public void Restart() => _dead = false;

    public T Run<T>(Func<T> call)
    {
        if (_dead)
            throw new CrashException();
        if (++Calls != At)
            return call();

        (_dead, HasCrashed) = (true, true);
        if (HasEffect)
            call();
        throw new CrashException();
    }
}

/// <summary>A table at whose calls the program can die.</summary>
internal sealed class CrashTable(Crashes? crashes = null) : FakeTable
{
    private readonly Crashes _crashes = crashes ?? new Crashes();

    /// <summary>Counts transactions.</summary>
    public int Transactions { get; private set; }

    protected override async Task<T> RunAsync<T>(string method, TableEntity? row, Func<T> call)
    {
        // A real call never ends on the caller's stack.
        await Task.Yield();
        lock (Gate)
        {
            var answer = _crashes.Run(call);
            Transactions += method == "transaction" ? 1 : 0;
            return answer;
        }
    }
}
